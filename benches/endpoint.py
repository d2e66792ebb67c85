#!/usr/bin/env python3
"""The SPARQL endpoint under load, beside Oxigraph's own server on the same data, in one run.

    python3 benches/endpoint.py target/release/remit [--oxigraph PATH] [--project .] [--seconds 30] [--soak 3600]

Needs wrk (Debian: wrk). The peer is `oxigraph serve` of the crate oxigraph-cli. Each server is asked by 64 clients that keep their
connections, first one small query again and again, then the queries of QUERIES in turn; told are requests a second, the 50th and 99th
percentile, answers that were no 200, and the memory of all processes of the server before and after. Then one client asks this program
small queries while others ask one without end again and again. With --soak one more run of that length on this program alone, with the
memory each minute.
"""

import argparse
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

CLIENTS = 64
# Light enough that the way to an answer counts as much as the answer.
QUERIES = {
    "ask": "ASK {}",
    "one": "SELECT ?p ?o WHERE { <%(base)sid/nca> ?p ?o }",
    "classes": "SELECT ?c (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c",
    "names": "SELECT ?s ?name WHERE { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } LIMIT 50",
    "construct": "CONSTRUCT WHERE { ?s a ?c } LIMIT 50",
}

# What no time is enough for.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def processes(first):
    """A process and all below it."""
    found = [first]
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as file:
                parent = int(file.read().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        if parent == first:
            found += processes(int(pid))
    return found


def memory(first):
    """The memory of a process and all below it in MiB, pages that several share counted once."""
    total = 0
    for pid in processes(first):
        try:
            with open(f"/proc/{pid}/smaps_rollup") as file:
                total += int(re.search(r"^Pss:\s+(\d+)", file.read(), re.M).group(1))
        except (OSError, AttributeError):
            pass
    return total / 1024


def script(folder, address, queries):
    """What wrk sends: the queries in turn, by POST."""
    path = os.path.join(folder, "queries.lua")
    with open(path, "w") as file:
        file.write("local queries = {\n")
        for query in queries:
            file.write(f"  [==[{query}]==],\n")
        file.write("}\nlocal at = 0\nwrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/sparql-query'\n")
        file.write("function request()\n  at = at % #queries + 1\n  return wrk.format(nil, nil, nil, queries[at])\nend\n")
        file.write("function done(summary, latency)\n")
        file.write("  io.write(string.format('RESULT %d %d %d %d %d %d\\n', summary.requests, summary.duration, latency:percentile(50), "
                   "latency:percentile(99), summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))\nend\n")
    return path


def loaded(folder, name, pid, address, queries, seconds):
    before = memory(pid)
    lua = script(folder, address, queries)
    ran = subprocess.run(["wrk", "-t", "1", "-c", str(CLIENTS), "-d", f"{seconds}s", "--timeout", "60s", "-s", lua, address],
                         capture_output=True, text=True)
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)", ran.stdout)
    if not found:
        sys.exit(f"wrk failed: {ran.stdout}{ran.stderr}")
    requests, took, p50, p99, status, broken = map(int, found.groups())
    print(f"| {name} | {requests / (took / 1e6):.0f} | {p50 / 1000:.1f} | {p99 / 1000:.1f} | {status} | {broken} | {before:.0f} | {memory(pid):.0f} |", flush=True)


def beside_heavy(address, heavy, seconds):
    """How long small queries take, while so many clients ask a query without end again and again."""
    over = threading.Event()

    def ask(connection, query):
        connection.request("POST", "/sparql", query, {"Content-Type": "application/sparql-query"})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def asks_without_end():
        while not over.is_set():
            connection = http.client.HTTPConnection(address, timeout=90)
            try:
                ask(connection, ENDLESS)
            except OSError:
                pass
            connection.close()

    threads = [threading.Thread(target=asks_without_end, daemon=True) for _ in range(heavy)]
    for thread in threads:
        thread.start()
    time.sleep(10)
    took, bad = [], 0
    connection = http.client.HTTPConnection(address, timeout=90)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.monotonic()
        bad += ask(connection, "ASK {}") != 200
        took.append(1000 * (time.monotonic() - begun))
    over.set()
    took.sort()
    at = lambda part: took[min(len(took) - 1, int(part * len(took)))]
    print(f"| {heavy} | {len(took)} | {at(0.5):.1f} | {at(0.95):.1f} | {at(0.99):.1f} | {took[-1]:.0f} | {bad} |", flush=True)


def waits(address):
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}?query={urllib.parse.quote('ASK {}')}", timeout=5).read()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"nothing answers at {address}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("remit")
    parser.add_argument("--oxigraph", default=shutil.which("oxigraph"))
    parser.add_argument("--project", default=".")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--soak", type=int, default=0)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("this needs wrk")
    base = re.search(r'^base = "(.*)"', open(os.path.join(options.project, "remit.toml")).read(), re.M).group(1)
    queries = {name: query.replace("%(base)s", base) for name, query in QUERIES.items()}
    with tempfile.TemporaryDirectory() as folder:
        servers = []
        remit = subprocess.Popen([options.remit, "serve", "--project", options.project, "--port", "7799", "--quiet"],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        servers.append(("Remit", remit, "http://127.0.0.1:7799/sparql"))
        if options.oxigraph:
            graph = os.path.join(options.project, "output/graph.nq")
            location = os.path.join(folder, "store")
            subprocess.run([options.oxigraph, "load", "--location", location, "--file", graph], check=True, capture_output=True)
            peer = subprocess.Popen([options.oxigraph, "serve-read-only", "--location", location, "--bind", "127.0.0.1:7798", "--union-default-graph"],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            servers.append(("Oxigraph", peer, "http://127.0.0.1:7798/query"))
        else:
            print("no peer: `oxigraph` is not installed", file=sys.stderr)
        try:
            for _, _, address in servers:
                waits(address)
            print(f"{CLIENTS} clients, {options.seconds} s each; milliseconds, MiB")
            print("| server, queries | a second | p50 | p99 | no 200 | broken off | memory before | after |\n|---|---|---|---|---|---|---|---|")
            for words, asked in [(name, [query]) for name, query in queries.items()] + [("all in turn", list(queries.values()))]:
                for name, server, address in servers:
                    loaded(folder, f"{name}, {words}", server.pid, address, asked, options.seconds)
            print("\n| clients with a query without end | small queries | p50 | p95 | p99 | longest | no 200 |\n|---|---|---|---|---|---|---|")
            for heavy in (0, 4, 20, 60):
                beside_heavy("127.0.0.1:7799", heavy, options.seconds)
            for minute in range(options.soak // 60):
                loaded(folder, f"Remit, all in turn, minute {minute + 1}", remit.pid, servers[0][2], list(queries.values()), 60)
        finally:
            for _, server, _ in servers:
                server.send_signal(signal.SIGTERM)
                server.wait()


if __name__ == "__main__":
    main()
