"""The HTML pages."""

import base64
import hashlib
import itertools
import re
from html.parser import HTMLParser

import madeup
import pytest

from generator.render import html as page
from generator.render.escape import web_address
from generator.render.templates import template
from generator.render.view import View

VOID = {"meta", "br"}
PAGES = ("hipaa.html", "soc-2.html", "index.html")


class Seen(HTMLParser):
    """Every tag with its attributes, and the text between."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {k: v or "" for k, v in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag):
        assert tag == self.open.pop()

    def handle_data(self, data):
        self.text.append(data)

    def all(self, *names: str) -> list[tuple[str, dict[str, str]]]:
        return [(t, a) for t, a in self.tags if t in names]


@pytest.fixture(scope="module", params=PAGES)
def seen(request, files):
    return Seen(files[request.param].decode())


def test_well_formed(seen):
    """Every tag that opens closes, in order."""
    assert [] == seen.open


def test_nothing_runs_and_nothing_is_fetched(seen):
    """No script, no handler, no style attribute, nothing loaded from anywhere; links out are plain https pages."""
    assert [] == seen.all(
        "script", "link", "img", "iframe", "object", "embed", "form", "base", "video", "audio", "source"
    )
    for _, attributes in seen.tags:
        assert not [
            name
            for name in attributes
            if name.startswith("on") or name in ("style", "src", "srcset", "action")
        ]
        href = attributes.get("href", "#")
        assert (
            href.startswith("#")
            or re.fullmatch(r"[a-z0-9-]+\.(html|xlsx|md|json)|[a-z]+/([a-z_]+\.csv)?", href)
            or (href.startswith("https://") and attributes.get("rel") == "noreferrer")
        )


def test_policy(files):
    """The page's own policy allows its one style sheet and nothing else."""
    text = files["hipaa.html"].decode()
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert "@import" not in style
    assert "url(" not in style


def test_links_lead_somewhere(seen):
    """Anchors stand once each, and every link within the page finds its own."""
    ids = [a["id"] for _, a in seen.tags if "id" in a]
    assert len(set(ids)) == len(ids)
    assert {a["href"][1:] for _, a in seen.all("a") if a["href"].startswith("#")} <= set(ids)


def test_readable_without_eyes(seen):
    """Language, headings without gaps, tables with captions and scopes, charts with titles."""
    assert "en-GB" == seen.all("html")[0][1]["lang"]
    levels = [int(t[1]) for t, _ in seen.all("h1", "h2", "h3", "h4", "h5")]
    assert 1 == levels[0] == levels.count(1)
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    assert len(seen.all("table")) == len(seen.all("caption"))
    assert all(a.get("scope") in ("col", "row") for _, a in seen.all("th"))
    assert all(a["role"] == "img" and "aria-labelledby" in a for _, a in seen.all("svg"))


def test_colour_is_never_alone(files):
    """Whatever is tinted says its word beside it; the dots of the contents say it to screen readers."""
    text = files["hipaa.html"].decode()
    assert not re.findall(r'<span class="b [a-z]+">\s*</span>', text)
    nav = text[text.index("<nav") : text.index("</nav>")]
    assert nav.count('class="dot') == nav.count('class="vh"') > 0


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}",
        "a\x00\ud800b",
        "javascript:alert(1)",
        "x" * 40_000,
    ],
)
def test_hostile_text(small, text):
    """Whatever AWS, YAML or people call things, it stays text."""
    told = page.page(View(madeup.with_name(small, text), small.frameworks[0])).decode()
    seen = Seen(told)
    assert [] == seen.open
    assert [] == seen.all("script", "img")
    assert not [a for _, a in seen.tags if any(name.startswith("on") for name in a)]
    assert all(a["href"].startswith(("#", "https://")) for _, a in seen.all("a"))
    assert text.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")[:40] in "".join(seen.text)


def test_sources_are_linked_without_their_section(files):
    """A source's section stands beside its link, not in it."""
    text = files["hipaa.html"].decode()
    link = '<a rel="noreferrer" href="https://www.ecfr.gov/current/title-45/section-164.312">'
    assert f"{link}https://www.ecfr.gov/current/title-45/section-164.312</a> 164.312(b)" in text


@pytest.mark.parametrize(
    "text",
    [
        "http://a.example/",
        "javascript:alert(1)",
        "https://u@a.example/",
        "https://",
        "https://[",
        "//a.example",
    ],
)
def test_other_addresses_are_never_links(text):
    """Only a plain https address is linked."""
    assert "" == web_address(text)


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast():
    """Text stands out by 4.5 to 1 or more on every ground, light and dark."""
    blocks = re.findall(r":root \{(.*?)\}", template("style.css"), re.DOTALL)
    light = colours(blocks[0])
    for theme in (light, {**light, **colours(blocks[1])}):
        grounds = [
            ("bg", "ink"),
            ("bg", "muted"),
            ("card", "ink"),
            ("card", "muted"),
            ("bg", "link"),
            ("bg", "head"),
        ]
        grounds += [(tone, f"{tone}-ink") for tone in ("bad", "unknown", "open", "good", "noted", "quiet")]
        for ground, ink in grounds:
            assert contrast(theme[ground], theme[ink]) >= 4.5, (ground, ink)


def test_every_requirement_is_there(whole, files):
    """Each requirement has its article and stands in the contents."""
    seen = Seen(files["hipaa.html"].decode())
    assert len(whole.of("hipaa")) == len(seen.all("article"))


def test_never_the_word(files):
    """Nothing we write says that somebody is compliant: an assessor decides that."""
    for name, data in files.items():
        if not name.endswith(".xlsx"):
            assert "compliant" not in data.decode().lower()
