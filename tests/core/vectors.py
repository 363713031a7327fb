"""Where the vectors lie."""

import json
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parents[1] / "vectors"
FOREIGN = VECTORS / "foreign"


# Any: what a vector holds is as varied as JSON.
def foreign(name: str) -> Any:
    """Read a file of values from elsewhere."""
    return json.loads((FOREIGN / name).read_text("utf-8"))
