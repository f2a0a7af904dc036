"""The tables of scripts/bench validate, from the lines that the engines print (measure.h). Nothing is measured here."""
import math
import statistics

# All of JSON Schema's keywords of the schema's own draft; the others leave some out, and are not what "the fastest" is taken from.
COMPLETE = ("jsonschema", "sourcemeta", "boon", "ajv")


class Figures:
    """What one engine has shown in one folder, a figure a round."""

    def __init__(self):
        self.ns = {}  # by phase: nanoseconds a document (of `compile`: in all), one a round
        self.bytes_each = 0.0
        self.memory = None  # bytes; None too where there is nothing to be seen
        self.why_not = ""

    def add(self, lines):
        for line in lines:
            phase = line["phase"]
            if phase == "error":
                self.why_not = self.why_not or line["why"]
            elif phase == "memory":
                self.memory = line["bytes"] if line["bytes"] > 0 else None
            elif phase == "compile":
                self.ns.setdefault(phase, []).append(line["ns"])
            elif line["valid"] != line["documents"]:
                self.why_not = self.why_not or f"{line['documents'] - line['valid']} of {line['documents']} judged invalid"
            else:
                self.ns.setdefault(phase, []).append(line["ns"] / line["documents"])
                self.bytes_each = line["bytes"] / line["documents"]

    def median(self, phase):
        """None: it has none, or has judged wrongly, so that its figures stand for nothing."""
        return None if self.why_not or not self.ns.get(phase) else statistics.median(self.ns[phase])


def ratios(ours, theirs, phase, their_phase=None):
    """Of the rounds in their order, each against the same round's."""
    if ours is None or theirs is None or ours.median(phase) is None or theirs.median(their_phase or phase) is None:
        return []
    return [a / b for a, b in zip(ours.ns[phase], theirs.ns[their_phase or phase])]


def geometric_mean(values):
    return math.exp(statistics.fmean(math.log(value) for value in values)) if values else None


def number(value):
    if value is None:
        return "-"
    if value >= 100_000:
        return f"{value / 1000:.0f}k"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})" if values else "-"


def table(title, head, rows):
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = [title]
    for row in [head, *rows]:
        lines.append("  ".join([row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]))
    return "\n".join(lines) + "\n"


class Report:
    """results: by folder's name, by engine: Figures. engines: in the order of the columns."""

    def __init__(self, results, engines):
        self.results, self.engines = results, engines
        self.peers = [engine for engine in engines if engine not in ("sluiced", "simdjson")]

    def of(self, folder, engine):
        return self.results[folder].get(engine)

    def median(self, folder, engine, phase):
        figures = self.of(folder, engine)
        return None if figures is None else figures.median(phase)

    def columns(self, phases):
        """phases: (phase, heading where it is not the engine). → (heading, engine, phase) of what any folder has a figure for."""
        wanted = [(other or engine, engine, phase) for engine in self.engines for phase, other in phases]
        return [one for one in wanted if any(self.median(folder, one[1], one[2]) is not None for folder in self.results)]

    def rows(self, columns, of_cell, ratio_columns=()):
        """ratio_columns: (heading, folder → ratios). The last row has the geometric means, over the folders where there is a figure."""
        rows = []
        for folder in self.results:
            cells = [number(of_cell(folder, engine, phase)) for _, engine, phase in columns]
            rows.append([folder, *cells, *(spread(ratio(folder)) for _, ratio in ratio_columns)])
        means = [geometric_mean([value for folder in self.results if (value := of_cell(folder, engine, phase)) is not None])
                 for _, engine, phase in columns]
        medians = [[statistics.median(found) for folder in self.results if (found := ratio(folder))] for _, ratio in ratio_columns]
        rows.append(["geometric mean", *map(number, means), *(number(geometric_mean(values)) for values in medians)])
        return rows

    def fastest(self, folder, phase):
        medians = {engine: self.median(folder, engine, phase) for engine in self.peers if engine in COMPLETE}
        known = {engine: ns for engine, ns in medians.items() if ns is not None}
        return min(known, key=known.get) if known else None

    def rows_and_ratio(self, columns, of_cell):
        """The same, and a row for the means over the folders where both have a figure, of which ours is 1."""
        shares = []
        for _, engine, phase in columns:
            pairs = [(of_cell(folder, engine, phase), of_cell(folder, *columns[0][1:])) for folder in self.results]
            shares.append(geometric_mean([theirs / ours for theirs, ours in pairs if theirs and ours]))
        return [*self.rows(columns, of_cell), ["to sluiced's", *map(number, shares)]]

    def against(self, engine, phase, their_phase=None):
        """folder → our time by theirs, round by round."""
        return lambda folder: ratios(self.of(folder, "sluiced"), self.of(folder, engine), phase, their_phase)

    def against_fastest(self, phase):
        """folder → how many times as fast as the fastest complete peer."""
        def of(folder):
            fastest = self.fastest(folder, "bytes")
            return [] if fastest is None else [1 / ratio for ratio in ratios(self.of(folder, "sluiced"), self.of(folder, fastest), phase, "bytes")]
        return of

    def parsed(self):
        columns = self.columns([("parsed", ""), ("parsed_tree", "tree")])
        ratio_columns = [("index", self.against("jsonschema", "parsed")), ("tree", self.against("jsonschema", "parsed_tree", "parsed"))]
        return "\n".join([
            table("Parsed documents to verdicts (ours: indexed, or a tree)", ["ns a document", *(heading for heading, _, _ in columns)],
                  self.rows_and_ratio(columns, self.median)),
            self.ratios("Our time by that of the jsonschema crate", ratio_columns)])

    def bytes(self):
        columns = self.columns([("bytes", ""), ("bytes_unchecked", "unchecked")])
        ratio_columns = []
        for phase, name in [("bytes", ""), ("bytes_unchecked", "unchecked: ")]:
            if any(phase == found for _, _, found in columns):
                ratio_columns += [(f"{name}times", self.against_fastest(phase)), (f"{name}by DOM", self.against("simdjson", phase, "parse"))]
        if self.columns([("parse", "")]):
            columns.append(("DOM", "simdjson", "parse"))
        head = [heading for heading, _, _ in columns]

        def speed(folder, engine, phase):
            ns = self.median(folder, engine, phase)
            return None if ns is None else self.of(folder, engine).bytes_each / ns * 1000

        return "\n".join([
            table("Bytes to verdicts (DOM: simdjson's parse alone, of bytes padded before)", ["ns a document", *head],
                  self.rows_and_ratio(columns, self.median)),
            table("The same", ["MB/s", *head], self.rows(columns, speed)),
            table("How many times as fast as the fastest complete peer; our time by simdjson's DOM",
                  ["", "fastest", *(heading for heading, _ in ratio_columns)], self.with_fastest(ratio_columns))])

    def ratios(self, title, ratio_columns):
        ratio_columns = [(heading, ratio) for heading, ratio in ratio_columns if any(map(ratio, self.results))]
        return table(title, ["", *(heading for heading, _ in ratio_columns)], self.rows([], self.median, ratio_columns))

    def with_fastest(self, ratio_columns):
        rows = self.rows([], self.median, ratio_columns)
        names = [self.fastest(folder, "bytes") or "-" for folder in self.results] + [""]
        return [[row[0], name, *row[1:]] for row, name in zip(rows, names)]

    def compilation(self):
        columns = self.columns([("compile", "")])

        def micro(folder, engine, phase):
            ns = self.median(folder, engine, phase)
            return None if ns is None else ns / 1000

        def memory(folder, engine, _):
            figures = self.of(folder, engine)
            return None if figures is None or figures.memory is None else figures.memory / 1024

        head = [heading for heading, _, _ in columns]
        return "\n".join([
            table("From a schema's bytes to a compiled one", ["microseconds", *head], self.rows_and_ratio(columns, micro)),
            table("Memory that a compiled schema holds (malloc's count; ajv: its heap; sourcemeta: the process)", ["KiB", *head],
                  self.rows_and_ratio(columns, memory))])

    def left_out(self):
        lines = [f"{folder}: {engine} does not count: {figures.why_not}"
                 for folder, engines in self.results.items() for engine, figures in engines.items() if figures.why_not]
        return "\n".join(lines)

    def text(self):
        return "\n".join(part for part in [self.parsed(), self.bytes(), self.compilation(), self.left_out()] if part)
