"""Makes the samples beside this file importable (tests are no package) and shares the demo notebook."""

import importlib
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
samples = importlib.import_module("report_samples")


@pytest.fixture(scope="session")
def demo():
    """The demo notebook; tests must not change it."""
    return samples.notebook_of(*samples.demo_contents())
