"""One made-up Assessment and its files, rendered once for all tests of the renderers."""

import io
from dataclasses import replace
from typing import Any

import madeup
import pytest

from generator.model.assessment import Assessment
from generator.render import render
from generator.render.view import View


@pytest.fixture(scope="session")
def whole() -> Assessment:
    return madeup.assessment()


@pytest.fixture(scope="session")
def small(whole: Assessment) -> Assessment:
    """One framework of three requirements: quick to render again and again."""
    framework = whole.frameworks[1]
    return replace(whole, frameworks=(framework,), requirements=whole.of(framework.id))


@pytest.fixture(scope="session")
def view(whole: Assessment) -> View:
    return View(whole, whole.frameworks[0])


@pytest.fixture(scope="session")
def files(whole: Assessment) -> dict[str, bytes]:
    return dict(render(whole))


@pytest.fixture(scope="session")
def book(files: dict[str, bytes]) -> Any:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(files["hipaa.xlsx"]))
