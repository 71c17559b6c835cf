"""The cases of the rules, in text files, one a rule: how they are written is in ``reading``."""
