"""The picture of a report is drawn by Chromium, and can be drawn anew."""

from PIL import Image

from tests.test_pictures import FIGURES, pictures, told_by_png


def test_the_picture_is_drawn_anew(tmp_path):
    fresh, kept = pictures.draw_report(tmp_path), FIGURES / pictures.REPORT
    assert told_by_png(fresh) == told_by_png(kept)
    with Image.open(fresh) as image:
        assert image.size == pictures.SIZE
        assert len(image.convert("RGB").getcolors()) > 10  # something is on it
