"""The page of a report, as a person sees and uses it."""

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from qiskit_uplift.conformance.results import Status
from tests.page.reports import WORDS

WIDTHS = (1100, 400)
SCHEMES = ("light", "dark")

# every element that can be seen, with the part of it that no scroller cuts off
BOXES = """
const cut = (element) => {
  const box = element.getBoundingClientRect();
  let [left, right] = [box.left, box.right];
  for (let over = element.parentElement; over; over = over.parentElement) {
    if (getComputedStyle(over).overflowX !== "visible") {
      const edge = over.getBoundingClientRect();
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
    }
  }
  return [left, right];
};
return [...document.body.querySelectorAll("*")]
  .filter((element) => element.checkVisibility() && !element.closest("script"))
  .map((element) => [element.tagName + "." + (element.getAttribute("class") || ""),
                     ...cut(element)]);
"""

# pairs of neighbours that cover each other, by the boxes of their lines
OVERLAPS = """
const found = [];
for (const parent of document.querySelectorAll(arguments[0])) {
  const parts = [...parent.children].filter((part) => part.checkVisibility());
  const boxes = parts.map((part) => [...part.getClientRects()]);
  for (let i = 0; i < parts.length; i++) for (let j = i + 1; j < parts.length; j++)
    for (const a of boxes[i]) for (const b of boxes[j])
      if (a.left < b.right - 0.5 && b.left < a.right - 0.5
          && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5)
        found.push(parts[i].textContent.slice(0, 40) + " | " + parts[j].textContent.slice(0, 40));
}
return found;
"""

# WCAG 2.2, 1.4.3: the contrast of each text with what is behind it
# https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
CONTRASTS = """
const parse = (text) => text.match(/[\\d.]+/g).map(Number);
const behind = (element) => {
  for (let over = element; over; over = over.parentElement) {
    const [r, g, b, a = 1] = parse(getComputedStyle(over).backgroundColor);
    if (a === 1) return [r, g, b];
    if (a > 0) throw new Error("a background that shows what is behind it");
  }
  throw new Error("no background");
};
const part = (value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
const ratio = (a, b) => {
  const [x, y] = [light(a) + 0.05, light(b) + 0.05];
  return Math.max(x, y) / Math.min(x, y);
};
const found = [];
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const element = walk.currentNode.parentElement;
  if (!walk.currentNode.data.trim() || !element.checkVisibility()) continue;
  if (element.closest("script, select, svg[aria-label^='qiskit conformance'], title")) continue;
  const style = getComputedStyle(element);
  const ink = element.closest("svg") ? style.fill : style.color;
  found.push([walk.currentNode.data.trim().slice(0, 40), ratio(parse(ink), behind(element))]);
}
for (const field of document.querySelectorAll("input, select, button"))
  found.push([field.id, ratio(parse(getComputedStyle(field).color), behind(field))]);
const words = document.getElementById("words");
found.push(["placeholder", ratio(parse(getComputedStyle(words, "::placeholder").color),
                                 behind(words))]);
return found;
"""


def unfold(page):
    page.ask("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


def bad(report):
    return {one.check.id for one in report.results if one.status.is_bad}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("opened", [False, True])
def test_nothing_is_wider_than_the_window(page, width, opened):
    page.open(width)
    if opened:
        unfold(page)
    assert page.ask("return document.documentElement.scrollWidth") <= width
    boxes = page.ask(BOXES)
    assert len(boxes) > 100
    assert [box for box in boxes if box[1] < -0.5 or box[2] > width + 0.5] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "parents", ["summary", ".head", "form", "header", "main", ".facts", ".check", "dl", "tr"]
)
def test_no_two_parts_cover_each_other(page, width, parents):
    page.open(width)
    unfold(page)
    assert page.ask("return document.querySelectorAll(arguments[0]).length", parents) > 0
    assert page.ask(OVERLAPS, parents) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_wide_can_be_scrolled(page, width):
    page.open(width)
    sizes = page.ask(
        "return [...document.querySelectorAll('.check pre')].filter(p => p.checkVisibility())"
        ".map(p => [p.scrollWidth, p.clientWidth, getComputedStyle(p).overflowX])"
    )
    assert any(inside > seen for inside, seen, _ in sizes)
    assert all(way == "auto" for _, _, way in sizes)


def test_labels_of_bars_are_of_a_size_to_read(page):
    page.open(400)
    heights = page.ask(
        "return [...document.querySelectorAll('.bars text')].filter(t => t.checkVisibility())"
        ".map(t => Math.max(t.getBoundingClientRect().height, t.getBoundingClientRect().width))"
    )
    assert len(heights) > 5
    sizes = page.ask("return parseFloat(getComputedStyle(document.querySelector('.bars text'))"
                     ".fontSize)")  # fmt: skip
    assert sizes >= 11
    widths = page.ask("return [...document.querySelectorAll('.bars')].filter(b => "
                      "b.checkVisibility()).map(b => [b.getBoundingClientRect().width, "
                      "b.width.baseVal.value])")  # fmt: skip
    assert all(seen == pytest.approx(own) for seen, own in widths)


def test_failures_come_first_and_are_open(page, report):
    page.open()
    shown = page.shown()
    assert set(shown) == {one.check.id for one in report.results}
    assert set(shown[: len(bad(report))]) == bad(report)
    opened = page.ask(
        "return [...document.querySelectorAll('.check[open] > summary > code')]"
        ".map(c => c.textContent)"
    )
    broken = {one.check.id for one in report.results if one.status in (Status.FAILED, Status.ERROR)}
    assert set(opened) == broken
    assert "run(circuit, shots=1000, seed_simulator=7)" in page.find("main").text


def test_the_table_counts_every_check(page, report):
    page.open()
    cells = [int(cell.text) for cell in page.all("tbody td")]
    assert sum(cells) == len(report.results)
    heads = [cell.text for cell in page.all("thead th")][1:]
    first = [int(cell.text) for cell in page.all("tbody tr:first-child td")]
    smoke = [one for one in report.results if one.check.level.label == "smoke"]
    for label, number in zip(heads, first, strict=True):
        assert number == sum(one.status.value == label for one in smoke)


def test_filter_by_words(page, report):
    page.open()
    words = page.find("#words")
    words.send_keys("OUT OF PLACE")
    assert page.shown() == ["counts.bit-order"]
    assert page.find("#shown").text == "1 shown"
    words.clear()
    words.send_keys("nothing has these words")
    assert page.shown() == []
    assert page.find("#shown").text == "0 shown"
    words.send_keys(Keys.ENTER)  # sends no form
    assert page.browser.current_url == page.address
    words.send_keys(Keys.CONTROL, "a")
    words.send_keys(Keys.DELETE)
    assert len(page.shown()) == len(report.results)


def test_words_that_are_typed_are_words_and_no_pattern(page):
    page.open()
    page.find("#words").send_keys("<script>alert(1)")
    assert {"ends.words", "ends.wide"} <= set(page.shown())
    page.find("#words").send_keys(" .*")
    assert page.shown() == []


def test_filter_by_result_and_level(page, report):
    page.open()
    status = Select(page.find("#status"))
    assert len(status.options) == 1 + len({one.status for one in report.results})
    for option in status.options[1:]:
        status.select_by_value(option.get_attribute("value"))
        label = option.text.rpartition(" (")[0]
        wanted = {one.check.id for one in report.results if one.status.value == label}
        assert set(page.shown()) == wanted
        assert option.text == f"{label} ({len(wanted)})"
        assert page.find("#shown").text == f"{len(wanted)} shown"
    status.select_by_value("failed")
    level = Select(page.find("#level"))
    for name in ("smoke", "bronze", "silver", "gold"):
        level.select_by_visible_text(name)
        assert set(page.shown()) == {
            one.check.id for one in report.results
            if one.status is Status.FAILED and one.check.level.label == name
        }  # fmt: skip
    page.find("#words").send_keys("no such words")
    assert page.shown() == []


GROUND = "return getComputedStyle(document.body).backgroundColor"


def brightness(page):
    red, green, blue = (int(part) for part in page.ask(GROUND).strip("rgb()").split(","))
    return (red + green + blue) / 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_dark_by_preference_and_by_the_button(page, scheme):
    page.open(scheme=scheme)
    preferred = brightness(page)
    assert (preferred < 64) if scheme == "dark" else (preferred > 192)
    button = page.find("#theme")
    assert button.text == ("Light" if scheme == "dark" else "Dark")
    button.click()
    assert (brightness(page) < 64) is (scheme == "light")
    assert button.get_attribute("aria-pressed") == str(scheme == "light").lower()
    button.click()
    assert brightness(page) == preferred


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("by_button", [False, True])
def test_contrast_of_all_text(page, scheme, by_button):
    page.open(scheme=scheme)
    unfold(page)
    if by_button:
        page.find("#theme").click()
    contrasts = page.ask(CONTRASTS)
    assert len(contrasts) > 100
    assert [each for each in contrasts if each[1] < 4.5] == []


def test_the_button_gives_the_colours_of_the_preference(page):
    colours = "return [...document.body.querySelectorAll('*')].map(e => getComputedStyle(e).color)"
    page.open(scheme="dark")
    preferred = page.ask(colours)
    page.open(scheme="light")
    page.find("#theme").click()
    assert page.ask(colours) == preferred


FOCUS = """
const focused = document.activeElement;
return [focused.id || focused.tagName.toLowerCase(),
        focused.tagName === "SUMMARY" ? focused.querySelector("code")?.textContent : null];
"""


def test_the_keyboard_reaches_all_in_the_order_of_sight(page):
    page.open()
    reached = []
    for _ in range(400):
        page.find("body").send_keys(
            Keys.TAB
        ) if not reached else page.browser.switch_to.active_element.send_keys(Keys.TAB)
        found = page.ask(FOCUS)
        if found[0] == "body":
            break
        reached.append(found)
        style = page.ask(
            "const s = getComputedStyle(document.activeElement);"
            "return [s.outlineStyle, parseFloat(s.outlineWidth)]"
        )
        assert style[0] != "none"
        assert style[1] >= 1
    names = [name for name, _ in reached]
    order = [names.index(name) for name in ("theme", "words", "status", "level", "summary")]
    assert order == sorted(order)
    assert [code for _, code in reached if code] == page.shown()


def test_enter_and_space_open_and_close(page):
    page.open()
    page.ask("document.getElementById('words').focus()")
    page.find("#words").send_keys("counts.bell")
    (summary,) = [one for one in page.all(".check > summary") if one.is_displayed()]
    details = page.find(".check:not([hidden])")
    assert details.get_attribute("open") is None
    for key in (Keys.ENTER, Keys.SPACE):
        summary.send_keys(key)
        assert details.get_attribute("open") is not None
        summary.send_keys(key)
        assert details.get_attribute("open") is None


def test_the_button_by_the_keyboard(page):
    page.open()
    before = brightness(page)
    page.find("#theme").send_keys(Keys.SPACE)
    assert brightness(page) != before


def test_nothing_but_the_file_is_asked_for(page):
    page.open()
    page.find("#theme").click()
    page.find("#words").send_keys("counts")
    unfold(page)
    requests = page.requests()
    assert page.address in requests
    assert [one for one in requests if one != page.address and not one.startswith("data:")] == []
    entries = "return performance.getEntriesByType('resource').map(e => e.name)"
    assert [one for one in page.ask(entries) if not one.startswith("data:")] == []


def test_the_log_of_requests_would_show_one(page):
    page.open()
    page.ask("document.head.append(Object.assign(document.createElement('link'), "
             "{rel: 'stylesheet', href: 'file:///nowhere.css'}))")  # fmt: skip
    blocked = [entry["message"] for entry in page.browser.get_log("browser")]
    assert any("nowhere.css" in message for message in blocked)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_console_stays_empty(page, scheme):
    page.open(scheme=scheme)
    page.find("#theme").click()
    page.find("#words").send_keys("<b>")
    Select(page.find("#level")).select_by_visible_text("gold")
    assert page.browser.get_log("browser") == []


def test_special_characters_are_shown_as_they_are(page, report):
    page.open()
    unfold(page)
    text = page.ask("return document.body.textContent")
    assert text.count(WORDS) > 10
    assert page.all("main b") == []
    assert page.ask("return document.scripts.length") == 1
    assert page.find("h1").text.startswith(report.subject)
    assert page.browser.title == f"Conformance of {report.subject}: not conformant"
    href = page.find(".check a[href*='example.org']").get_attribute("href")
    assert href.startswith("https://example.org/%3Cdocument%3E?a=1&b=2&aaa")


def test_links_tell_nothing_of_where_they_are(page):
    page.open()
    links = page.all("a")
    assert len(links) > 5
    assert {link.get_attribute("rel") for link in links} == {"noreferrer"}


def test_on_paper_there_are_no_controls(page):
    page.open()
    page.command("Emulation.setEmulatedMedia", media="print")
    assert not page.find("#theme").is_displayed()
    assert not page.find("#words").is_displayed()
    page.command("Emulation.setEmulatedMedia", media="")
