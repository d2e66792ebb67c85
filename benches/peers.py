#!/usr/bin/env python3
"""The graph of two tables, walked by four libraries and by Remit in one run.

    PEERS=python-of-the-peers python3 benches/peers.py DIR [DIR ...]

DIR holds entities.csv and relations.csv, as `cargo bench --bench graph -- DIR` takes them (columns id; subject, object). PEERS is
a Python with numpy, pandas, networkx, igraph, rustworkx and networkit; without it, the one that runs this. Environment:

    REMIT_RUNS=3     runs of each program, of which the median is told
    REMIT_LIMIT=600  seconds after which a program is stopped; what it told until then counts
    REMIT_PARALLEL=1 give the peers every row as an edge of its own; else each pair once, without loops, as Remit walks it

Each program is a process of its own and prints a line a step: name, seconds of the clock, seconds of all processors, the
most memory so far, and what came out. Reading is timed up to the graph; dropping repeated pairs is not, for the peers.
Results that are not Remit's are marked with `!`: the libraries are to walk the same graph and find the same.
"""
import os
import re
import statistics
import subprocess
import sys
import time

PEERS = ["igraph", "networkit", "rustworkx", "networkx"]
STEPS = ["load", "bfs", "components", "pagerank", "betweenness", "betweenness, exact", "2 hops", "communities"]
# Reading, checking and making the network are several steps of ours.
LOADING = ["read", "map and check", "graph", "network", "network, forwards"]
SAMPLES, AROUND, EXACT = 16, 100, 20_000
LINE = re.compile(r"^(\S.*?) {2,}([\d.]+) s +([\d.]+) s +(\d+) MiB *(.*)$")


# ---------------------------------------------------------------- one library, in its own process

def step(name, work, told=lambda result: ""):
    start, before = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - start, time.process_time() - before
    high = next(line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
    print(f"{name:<24} {wall:9.3f} s {cpu:9.2f} s {int(high.split()[1]) // 1024:7} MiB  {told(result)}", flush=True)
    return result


class Tables:
    """The keys of all entities, and the ends of all relations as numbers."""

    def __init__(self, folder):
        import pandas
        self.keys = pandas.read_csv(f"{folder}/entities.csv", usecols=["id"], dtype=str)["id"]
        ends = pandas.read_csv(f"{folder}/relations.csv", usecols=["subject", "object"], dtype=str)
        number = pandas.Index(self.keys)
        self.count = len(self.keys)
        self.begin, self.end = (number.get_indexer(ends[c]).astype("int64") for c in ("subject", "object"))

    def distinct(self):
        import numpy
        pair = numpy.unique(self.begin * self.count + self.end)
        self.begin, self.end = pair // self.count, pair % self.count
        is_link = self.begin != self.end
        self.begin, self.end = self.begin[is_link], self.end[is_link]

    def choose(self):
        """The starting points that Remit takes as well: by the order of rows, so that no random number is in it."""
        import numpy
        degree = numpy.bincount(self.begin, minlength=self.count)
        starting = numpy.flatnonzero(degree)
        spread = lambda things, n: [int(things[i * len(things) // n]) for i in range(min(n, len(things)))]
        self.hub = int(degree.argmax())
        self.sources = spread(starting, SAMPLES)
        self.around = spread(range(self.count), AROUND)

    def top(self, values, scale=1.0):
        best = max(range(len(values)), key=lambda i: values[i])
        return f"{self.keys[best]} {values[best] * scale:.6e}"


def two_hops(tables, out):
    found = 0
    for start in tables.around:
        near = {start, *out(start)}
        for other in list(near):
            near.update(out(other))
        found += len(near)
    return found


def walk_igraph(tables, graph):
    import igraph
    step("bfs", lambda: len(graph.bfs(tables.hub, mode="out")[0]), str)
    step("components", lambda: len(graph.connected_components(mode="weak")), str)
    step("pagerank", lambda: graph.pagerank(damping=0.85), tables.top)
    step("betweenness", lambda: graph.betweenness(directed=True, sources=tables.sources), tables.top)
    if tables.count <= EXACT:
        step("betweenness, exact", lambda: graph.betweenness(directed=True), tables.top)
    step("2 hops", lambda: sum(map(len, graph.neighborhood(tables.around, order=2, mode="out"))), str)
    both = graph.as_undirected(mode="collapse")
    step("communities", lambda: both.community_multilevel(), lambda c: f"modularity {c.modularity:.3f}")


def walk_networkit(tables, graph):
    import networkit
    networkit.setNumberOfThreads(os.cpu_count())
    bfs = lambda: networkit.distance.BFS(graph, tables.hub, storePaths=False).run()
    step("bfs", bfs, lambda b: str(sum(d <= tables.count for d in b.getDistances())))
    parts = lambda: networkit.components.WeaklyConnectedComponents(graph).run().numberOfComponents()
    step("components", parts, str)

    def rank():
        sinks = networkit.centrality.SinkHandling.DistributeSinks
        rank = networkit.centrality.PageRank(graph, 0.85, 1e-6, False, sinks)
        rank.maxIterations = 200
        return rank.run().scores()
    step("pagerank", rank, lambda r: tables.top(r, 1 / sum(r)))
    # Its sources are its own: the work is of the same kind, the result another.
    sampled = lambda: networkit.centrality.EstimateBetweenness(graph, SAMPLES, parallel=True).run()
    step("betweenness", sampled, lambda b: "other sources")
    if tables.count <= EXACT:
        exact = lambda: networkit.centrality.Betweenness(graph).run().scores()
        step("betweenness, exact", exact, tables.top)
    step("2 hops", lambda: two_hops(tables, graph.iterNeighbors), str)
    both = networkit.graphtools.toUndirected(graph)
    both.removeMultiEdges()

    def modularity(found):
        return f"modularity {networkit.community.Modularity().getQuality(found.getPartition(), both):.3f}"
    step("communities", lambda: networkit.community.PLM(both, refine=False).run(), modularity)


def walk_rustworkx(tables, graph):
    import rustworkx
    step("bfs", lambda: len(rustworkx.descendants(graph, tables.hub)) + 1, str)
    step("components", lambda: len(rustworkx.weakly_connected_components(graph)), str)
    rank = lambda: rustworkx.pagerank(graph, alpha=0.85, tol=1e-6 / tables.count, max_iter=200)
    step("pagerank", rank, lambda r: tables.top([r[i] for i in range(tables.count)]))
    if tables.count <= EXACT:
        exact = lambda: rustworkx.betweenness_centrality(graph, normalized=False)
        step("betweenness, exact", exact, lambda b: tables.top([b[i] for i in range(tables.count)]))
    step("2 hops", lambda: two_hops(tables, graph.successor_indices), str)


def walk_networkx(tables, graph):
    import networkx
    values = lambda r: tables.top([r[i] for i in range(tables.count)])
    step("bfs", lambda: sum(1 for _ in networkx.bfs_edges(graph, tables.hub)) + 1, str)
    step("components", lambda: networkx.number_weakly_connected_components(graph), str)
    rank = lambda: networkx.pagerank(graph, alpha=0.85, tol=1e-6 / tables.count, max_iter=200)
    step("pagerank", rank, values)
    step("2 hops", lambda: two_hops(tables, graph.successors), str)
    sampled = lambda: networkx.betweenness_centrality_subset(graph, tables.sources, list(graph))
    step("betweenness", sampled, values)
    louvain = lambda: networkx.community.louvain_communities(graph.to_undirected(), seed=1)
    told = lambda c: f"modularity {networkx.community.modularity(graph.to_undirected(), c):.3f}"
    step("communities", louvain, told)
    if tables.count <= EXACT:
        step("betweenness, exact", lambda: networkx.betweenness_centrality(graph, normalized=False), values)


def make_igraph(tables):
    import igraph
    import numpy
    return igraph.Graph(n=tables.count, edges=numpy.column_stack((tables.begin, tables.end)), directed=True)


def make_networkit(tables):
    import networkit
    ends = tables.begin.astype("uint64"), tables.end.astype("uint64")
    return networkit.GraphFromCoo(ends, n=tables.count, directed=True)


def make_rustworkx(tables):
    import rustworkx
    graph = rustworkx.PyDiGraph(multigraph=True)
    graph.add_nodes_from(range(tables.count))
    graph.extend_from_edge_list(list(zip(tables.begin.tolist(), tables.end.tolist())))
    return graph


def make_networkx(tables):
    import networkx
    # The class for parallel edges is slower: only where there are any.
    graph = networkx.MultiDiGraph() if os.environ.get("REMIT_PARALLEL") else networkx.DiGraph()
    graph.add_nodes_from(range(tables.count))
    graph.add_edges_from(zip(tables.begin.tolist(), tables.end.tolist()))
    return graph


def peer(library, folder):
    """What a process for one library does."""
    __import__(library)
    make = globals()[f"make_{library}"]

    def load():
        tables = Tables(folder)
        return tables, make(tables)
    tables, graph = step("load", load)
    if not os.environ.get("REMIT_PARALLEL"):
        graph = None
        tables.distinct()
        graph = make(tables)
    tables.choose()
    globals()[f"walk_{library}"](tables, graph)


# ---------------------------------------------------------------- all of them, and the table

def once(command):
    """Runs a program and returns its steps: name to (wall, cpu, MiB, result)."""
    limit = float(os.environ.get("REMIT_LIMIT", 600))
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        out, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        out, _ = process.communicate()
    found = {}
    for line in out.splitlines():
        if match := LINE.match(line):
            name, wall, cpu, peak, told = match.groups()
            found[name] = (float(wall), float(cpu), int(peak), told)
    if "load" not in found and "network, forwards" in found:
        parts = [found[name] for name in LOADING]
        found["load"] = (sum(p[0] for p in parts), sum(p[1] for p in parts), parts[-1][2], "")
    return found


def medians(command, runs):
    """The steps of several runs: the median of seconds, the most of memory."""
    every = [once(command) for _ in range(runs)]
    names = dict.fromkeys(name for found in every for name in found)
    middle = lambda name, i: statistics.median([f[name][i] for f in every if name in f])
    last = lambda name: [f[name] for f in every if name in f][-1]
    return {n: (middle(n, 0), middle(n, 1), max(f[n][2] for f in every if n in f), last(n)[3]) for n in names}


def agrees(told, ours):
    """Whether two results are one: numbers up to rounding, everything else by the letter."""
    a, b = told.split(), ours.split()
    if not a or not b or a[0] in ("modularity", "other"):
        return True
    number = lambda text: float(text) if re.fullmatch(r"[\d.e+-]+", text) else text
    same = lambda x, y: abs(x - y) <= 1e-4 * max(abs(x), abs(y)) if type(x) is type(y) is float else x == y
    return len(a) == len(b) and all(same(number(x), number(y)) for x, y in zip(a, b))


def table(folder, ours, python):
    runs = int(os.environ.get("REMIT_RUNS", 3))
    found = {"remit": medians([*ours, folder], runs)}
    for library in PEERS:
        # It takes minutes where the others take seconds: once tells that.
        times = 1 if library == "networkx" else runs
        found[library] = medians([python, os.path.abspath(__file__), "--peer", library, folder], times)
    names = ["remit", *PEERS]
    print(f"\n{os.path.basename(os.path.normpath(folder))}: seconds of the clock (of all processors)\n")
    print("| step | " + " | ".join(names) + " | remit / fastest peer |\n" + "|---" * (len(names) + 2) + "|")
    for name in STEPS:
        mine = found["remit"].get(name)
        cells = []
        for who in names:
            result = found[who].get(name)
            mark = "" if not result or not mine or agrees(result[3], mine[3]) else " !"
            cells.append(f"{result[0]:.3f} ({result[1]:.2f}){mark}" if result else "-")
        others = [found[who][name][0] for who in PEERS if name in found[who]]
        # What takes less than this cannot be compared: lines have three places.
        is_told = mine and others and min(others) >= 0.005
        ratio = f"{mine[0] / min(others):.2f}" if is_told else "-"
        if mine or others:
            print(f"| {name} | " + " | ".join(cells) + f" | {ratio} |")
    peaks = [str(max((r[2] for r in found[who].values()), default="-")) for who in names]
    print("| most memory, MiB | " + " | ".join(peaks) + " | |\n")
    for who in names:
        for name, result in found[who].items():
            print(f"{who:<10} {name:<24} {result[0]:9.3f} s {result[1]:9.2f} s {result[2]:7} MiB  {result[3]}")
    sys.stdout.flush()


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "--peer":
        return peer(sys.argv[2], sys.argv[3])
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        print(__doc__)
        return 2
    ours = ["cargo", "bench", "--quiet", "--bench", "graph", "--"]
    subprocess.run(["cargo", "bench", "--quiet", "--bench", "graph", "--no-run"], check=True)
    for folder in sys.argv[1:]:
        table(os.path.abspath(folder), ours, os.environ.get("PEERS", sys.executable))
    return 0


if __name__ == "__main__":
    sys.exit(main())
