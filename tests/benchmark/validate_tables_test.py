#!/usr/bin/env python3
"""What the tables of scripts/bench validate promise, over a few figures that no engine has made."""
import unittest

from validate_tables import Figures, Report


def figures(**ns_by_phase):
    made = Figures()
    for phase, rounds in ns_by_phase.items():
        made.add([{"phase": phase, "ns": ns, "documents": 10, "bytes": 1000, "valid": 10} for ns in rounds])
    return made


def row(text, title, folder):
    """The cells after the name, of the table with that title."""
    lines = text[text.index(title):].split("\n\n")[0].splitlines()
    return next(line for line in lines if line.startswith(folder))[len(folder):].split()


class Tables(unittest.TestCase):
    def setUp(self):
        self.results = {
            "a": {"sluiced": figures(parsed=[1000, 3000, 2000], bytes=[2000, 2000, 2000]), "simdjson": figures(parse=[1000, 1000, 4000]),
                  "jsonschema": figures(parsed=[1000, 1000, 1000], bytes=[8000, 8000, 8000]), "rapidjson": figures(bytes=[3000] * 3)},
            "b": {"sluiced": figures(parsed=[500] * 3, bytes=[1000] * 3), "simdjson": figures(parse=[1000] * 3),
                  "jsonschema": figures(parsed=[2000] * 3, bytes=[2000] * 3), "rapidjson": figures(bytes=[100] * 3)},
        }

    def text(self):
        return Report(self.results, ["sluiced", "simdjson", "jsonschema", "rapidjson"]).text()

    def test_a_figure_is_the_median_of_the_rounds_for_one_document(self):
        self.assertEqual(row(self.text(), "Parsed documents", "a"), ["200", "100"])

    def test_a_ratio_is_taken_round_by_round(self):
        self.assertEqual(row(self.text(), "Our time by", "a"), ["2.00", "(1.00-3.00)"])
        self.assertEqual(row(self.text(), "How many times", "a")[-2:], ["2.00", "(0.50-2.00)"])

    def test_the_fastest_is_a_complete_peer(self):
        self.assertEqual(row(self.text(), "How many times", "b")[:3], ["jsonschema", "2.00", "(2.00-2.00)"])

    def test_means_are_geometric(self):
        self.assertEqual(row(self.text(), "How many times", "geometric mean")[0], "2.83")
        self.assertEqual(row(self.text(), "Our time by", "geometric mean"), ["0.71"])

    def test_speed_is_of_the_documents_bytes(self):
        self.assertEqual(row(self.text(), "The same", "a")[0], "500")

    def test_an_engine_that_judges_wrongly_does_not_count(self):
        wrong = {"phase": "bytes", "ns": 1, "documents": 10, "bytes": 1000, "valid": 9}
        self.results["b"]["jsonschema"].add([wrong])
        text = self.text()
        self.assertIn("b: jsonschema does not count: 1 of 10 judged invalid", text)
        self.assertEqual(row(text, "How many times", "b"), ["-", "-", "1.00", "(1.00-1.00)"])
        self.assertEqual(row(text, "Our time by", "geometric mean"), ["2.00"])

    def test_memory_that_cannot_be_seen_is_left_out(self):
        for folder, held in [("a", 4096), ("b", -4096)]:
            self.results[folder]["jsonschema"].add([{"phase": "compile", "ns": 1}, {"phase": "memory", "bytes": held}])
        self.assertEqual(row(self.text(), "Memory", "a"), ["4.00"])
        self.assertEqual(row(self.text(), "Memory", "geometric mean"), ["4.00"])

    def test_an_engine_that_cannot_says_why(self):
        self.results["a"]["rapidjson"].add([{"phase": "error", "why": "no such draft"}])
        self.assertIn("a: rapidjson does not count: no such draft", self.text())

    def test_all_stands_in_120_columns(self):
        names = ["sluiced", "simdjson", "jsonschema", "sourcemeta", "boon", "ajv", "valijson", "rapidjson"]
        rounds = [12345678] * 3
        of_all = {name: figures(parsed=rounds, bytes=rounds, compile=rounds) for name in names}
        of_all["sluiced"] = figures(parsed=rounds, parsed_tree=rounds, bytes=rounds, bytes_unchecked=rounds, compile=rounds)
        of_all["simdjson"] = figures(parse=rounds)
        text = Report({"a-name-of-so-many-as-30-letters": of_all}, names).text()
        self.assertLessEqual(max(map(len, text.splitlines())), 120)


unittest.main()
