"""Counts of requests for Prometheus, from all web processes of this machine.

Each process writes its own counts to files; whichever is asked adds up those of all. Nothing in
them tells one reader from another.
"""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from undersigned.adapters.metrics_folder import VARIABLE, Gauge

TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
# Seconds: from a page out of memory to one that a reader gives up on.
BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class RequestCounts:
    """What the web processes count, by the name of the page and never by its address."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "undersigned_requests",
            "Requests answered, by method, page and status.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "undersigned_request_seconds",
            "Time from a request to its answer, by page.",
            ["route"],
            buckets=BUCKETS,
            registry=self._registry,
        )

    def count(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def expose(self, gauges: Sequence[Gauge] = ()) -> bytes:
        """The counts of all processes and these gauges, in the text format of Prometheus."""
        registry = CollectorRegistry()
        registry.register(_Given(gauges))
        own = os.environ.get(VARIABLE)
        if own is None:
            return generate_latest(self._registry) + generate_latest(registry)
        registry.register(_AllProcesses(Path(own).parent))
        return generate_latest(registry)


@cache
def request_counts() -> RequestCounts:
    """The counts of this process."""
    return RequestCounts()


class _AllProcesses(Collector):
    """Adds up the files of every process of every web server on this folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        files = [str(path) for path in sorted(self._folder.glob("web-*/*.db"))]
        # The library left the types out here.
        merged: Iterator[Metric] = MultiProcessCollector.merge(  # type: ignore[no-untyped-call]
            files, accumulate=True
        )
        yield from merged


class _Given(Collector):
    """Gauges that were measured already."""

    def __init__(self, gauges: Sequence[Gauge]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        for gauge in self._gauges:
            family = GaugeMetricFamily(gauge.name, gauge.help, labels=[gauge.label])
            for label, value in gauge.values.items():
                family.add_metric([label], value)
            yield family
