"""Old ids go on leading to what was renamed: in our files, in users' overlays, on the command line."""

from pathlib import Path

import pytest

from generator.errors import MappingError
from generator.mapping import load, shipped
from generator.model.lines import uses

HEAD = "id: house\nname: House\nversion: '1'\npublisher: us\nurl: u\ntext_licence: ours\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    """A folder of mappings."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def base(folder: Path) -> Path:
    """A whole set of mappings in which everything was renamed once."""
    return write(
        folder,
        {
            "requests.yaml": "- {id: new-ask, title: T, wording: w, owner: o, good_answer: g, formerly: [old-ask]}\n",
            "objectives/x.yaml": "- {id: new.duty, statement: s, requests: [old-ask], formerly: [old.duty]}\n",
            "artifacts.yaml": "- {id: new-soc, name: n, kind: report, attests: a, formerly: [old-soc], rules: [{id: r, name: SOC}]}\n",
            "frameworks/house/_framework.yaml": HEAD,
            "frameworks/house/a.yaml": (
                "title: A\nrequirements:\n"
                "  - id: 'N-1'\n    title: t\n    formerly: ['O-1']\n"
                "    aws: [{statement: s, reports: [old-soc]}]\n"
                "    customer: [{objective: old.duty}, {request: old-ask}, {check: s3.versioning}]\n"
            ),
        },
    )


@pytest.fixture
def renamed(tmp_path: Path) -> Path:
    """The set, with the calls that the checks read."""
    whole = base(tmp_path / "base")
    (whole / "evidence").symlink_to(shipped() / "evidence")
    (whole / "services").mkdir()
    return whole


def test_references_to_old_ids_lead_to_the_new_ones(renamed: Path) -> None:
    """From objectives, lines and reports."""
    made = load(base=renamed)
    (one,) = made.frameworks["house"].requirements

    assert made.objectives["new.duty"].requests == ("new-ask",)
    assert [line.objective or line.request or line.check for line in one.customer] == [
        "new.duty", "new-ask", "s3.versioning",
    ]  # fmt: skip
    assert one.aws[0].reports == ("new-soc",)
    assert [use.check for use in uses(made, one.customer[2])] == ["s3.versioning"]


def test_what_an_overlay_says_of_an_old_id_is_said_of_the_new_one(renamed: Path, tmp_path: Path) -> None:
    """A user's folder that was written before the renaming still replaces what it meant."""
    over = write(
        tmp_path / "over",
        {
            "requests.yaml": "- {id: old-ask, title: Ours, wording: w, owner: o, good_answer: g}\n",
            "frameworks/house/a.yaml": (
                "title: Ours\nrequirements:\n  - id: 'O-1'\n    title: ours\n    customer: [{request: old-ask}]\n"
            ),
        },
    )
    made = load(over, base=renamed)

    assert list(made.requests) == ["new-ask"]
    assert made.requests["new-ask"].title == "Ours"
    assert [(r.id, r.title, r.formerly) for r in made.frameworks["house"].requirements] == [
        ("N-1", "ours", ("O-1",))
    ]


def test_an_old_id_leads_to_one_entry(renamed: Path) -> None:
    """Two that claim it, or one that still has it, are faults with file and line."""
    write(
        renamed,
        {
            "requests/more.yaml": (
                "- {id: other-ask, title: T, wording: w, owner: o, good_answer: g, formerly: [old-ask]}\n"
                "- {id: third-ask, title: T, wording: w, owner: o, good_answer: g, formerly: [new-ask]}\n"
            )
        },
    )
    with pytest.raises(MappingError) as told:
        load(base=renamed)

    assert any("'old-ask' was also the id of 'new-ask'" in fault for fault in told.value.faults)
    assert any("'new-ask' is the id of another entry" in fault for fault in told.value.faults)
