"""The Markdown pages."""

import re
from html import unescape

import madeup
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator.render import markdown as page
from generator.render.escape import line, markdown, markdown_code
from generator.render.view import View

NASTY = st.text("`|*_#<>[]()\\!~&$@:-+=.1a \n\t\"'{}/^\x00\u202e\ud800") | st.text()
PLAIN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
HTML = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", "", html)).split())


@settings(max_examples=300, deadline=None, database=None)
@given(NASTY)
def test_text_stays_text(text):
    """Escaped text shows exactly as it was, in a paragraph, a list, a heading and a table cell."""
    want, escaped = " ".join(line(text).split()), markdown(text)
    assert want == text_of(PLAIN.render(f"{escaped}\n"))
    assert want == text_of(PLAIN.render(f"- {escaped}\n"))
    assert want == text_of(PLAIN.render(f"# {escaped}\n"))
    cells = re.findall(
        r"<td>(.*?)</td>", PLAIN.render(f"| a | b |\n| --- | --- |\n| {escaped} | end |\n"), re.DOTALL
    )
    assert [want, "end"] == [text_of(cell) for cell in cells]


@settings(max_examples=300, deadline=None, database=None)
@given(NASTY)
def test_code_stays_code(text):
    """Code in a table cell shows exactly as it was and ends no cell."""
    html = PLAIN.render(f"| a | b |\n| --- | --- |\n| {markdown_code(text)} | end |\n")
    cells = re.findall(r"<td>(.*?)</td>", html, re.DOTALL)
    assert [line(text).strip(), "end"] == [unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in cells]


def columns(text: str) -> list[list[int]]:
    """How many cells each row of each table has."""
    tables: list[list[int]] = []
    for token in HTML.parse(text):
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append(0)
        elif token.type in ("th_open", "td_open"):
            tables[-1][-1] += 1
    return tables


@pytest.mark.parametrize("text", ["a|b|c", "`|`|", "x\n| y | z |", "<td>|</td>", "\\|", "# h", "=cmd()|x"])
def test_tables_keep_their_columns(small, text):
    """Whatever AWS, YAML or people call things, no cell is lost and no row is split."""
    view = View(madeup.with_name(small, text), small.frameworks[0])
    told = page.page(view).decode()
    rows = [r for r in told.splitlines() if r.startswith("|")]
    tables = columns(told)
    assert all(len(set(table)) == 1 for table in tables)
    assert sum(len(table) for table in tables) == len(rows) - len(tables)  # the rule under the head is no row


def test_anchors(files):
    """Every link of the page leads to an anchor or heading that is there, each once."""
    text = files["hipaa.md"].decode()
    anchors = re.findall(r'<a id="([^"]+)"></a>', text)
    headings = [
        re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-") for h in re.findall(r"(?m)^#+ (.*)$", text)
    ]
    assert len(set(anchors)) == len(anchors)
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(anchors) | set(headings)


def test_no_html_but_ours(small):
    """Text from outside makes no tag, no image and no link."""
    text = "<script>alert(1)</script> ![x](https://evil.example/a.png) [y](javascript:x) https://evil.example <b>"
    told = page.page(View(madeup.with_name(small, text), small.frameworks[0])).decode()
    html = HTML.render(told)
    known = {
        "a",
        "details",
        "summary",
        "blockquote",
        "p",
        "ul",
        "li",
        "strong",
        "code",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
    }
    known |= {"table", "thead", "tbody", "tr", "th", "td"}
    assert known >= set(re.findall(r"<([a-z0-9]+)", html))
    assert not re.findall(r'href="(?!#|https://(?:docs\.aws\.amazon\.com|www\.ecfr\.gov))[^"]*', html)


def test_more_is_said(whole, view):
    """At most twenty resources stand under a requirement; how many more there are is said."""
    from generator.render.rows.details import details

    (detail,) = (d for d in details(view, 5) if d.result.requirement == "164.312(a)(2)(iv)")
    left = [
        f for f in view.findings_of["164.312(a)(2)(iv)"] if f.status in ("failed", "no data", "exception")
    ]
    assert (5, len(left) - 5) == (len(detail.open), detail.more)
    assert f"{len(left)} findings: " in detail.said


def test_every_requirement_is_there(whole, files):
    """The overview names each requirement, and each has a section of its own."""
    for framework in whole.frameworks:
        text = files[f"{framework.id}.md"].decode()
        for result in whole.of(framework.id):
            assert f"| [{result.requirement}](#" in text
            assert f"#### {result.requirement} " in text
