"""Checks of any backend against what a backend must do."""
