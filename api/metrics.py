"""Answers `/metrics` for Prometheus: requests, open pages, questions, work under way, memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from starlette.responses import Response

from geodata import workload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client.core import Metric
    from starlette.requests import Request


class Process:
    """What this process is doing now, read when it is asked for."""

    def __init__(self, sessions: Callable[[], int]) -> None:
        self._sessions = sessions

    def collect(self) -> Iterator[Metric]:
        """As `prometheus_client` asks for it; memory and processor time it finds itself."""
        yield GaugeMetricFamily("incidents_sessions", "Open pages", value=self._sessions())
        running = GaugeMetricFamily("incidents_work_running", "Work under way, by kind", labels=["kind"])
        done = CounterMetricFamily("incidents_work", "Work done, by kind", labels=["kind"])
        seconds = CounterMetricFamily("incidents_work_seconds", "Time that it took", labels=["kind"])
        for kind, work in workload.ALL.items():
            running.add_metric([kind], work.running)
            done.add_metric([kind], work.done)
            seconds.add_metric([kind], work.seconds)
        yield from (running, done, seconds)


def metrics(process: Process) -> Callable[[Request], Response]:
    """The endpoint; `OperatorsOnly` keeps it from the public."""
    own = CollectorRegistry()  # the common one would take it once only, where two servers are made
    own.register(process)

    def endpoint(_: Request) -> Response:
        content = generate_latest(REGISTRY) + generate_latest(own)
        return Response(content, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})

    return endpoint
