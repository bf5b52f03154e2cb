"""Makes the samples beside this file importable (tests are no package) and shares the demo notebook."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def demo():
    """The demo notebook; tests must not change it."""
    from report_samples import demo_contents, notebook_of

    return notebook_of(*demo_contents())
