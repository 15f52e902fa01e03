#!/usr/bin/env python3
"""Holds each plugin of a directory to its promises over all 2^32 floats, and prints what was seen.

    hillock build Plugins/*.c -o DIR
    Tests/exhaustive-catalogue.py --hillock .build/release/hillock --plugins DIR --results KEPT > table.md

Some four minutes of a processor a plugin, and up to forty where it calls sin or cos. What is there
already in the directory of the results is not run again, and a run that was stopped goes on where it
was; neither is what has a row in the file named by --known, an earlier table. Exit status 1 where a
plugin does not conform.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys


def examine(hillock, plugin, results):
    """One plugin's report, from an earlier run where there is one."""
    report = results / f"{plugin.stem}.json"
    if report.exists() and report.stat().st_size:
        return json.loads(report.read_text())
    print(plugin.stem, file=sys.stderr, flush=True)
    run = subprocess.run(
        [hillock, "conform", plugin, "--level", "exhaustive", "--strict", "--format", "json",
         "--resume", results / f"{plugin.stem}.progress"],
        stdout=subprocess.PIPE)
    if run.returncode > 1:
        sys.exit(f"{plugin}: hillock ended with {run.returncode}")
    report.write_bytes(run.stdout)
    return json.loads(run.stdout)


def cell(results, check):
    """The worst of a check's float functions over all floats, and where; or over which part of them."""
    found = []
    for result in results:
        for entry in result["worst"] if result["check"] == check else []:
            swept = re.search(rf"\b{entry['function']} at (?:all 2\^32|\d+) floats(?:, (\S+ %))?",
                              result["message"])
            if swept:
                found.append((entry["ulp"], entry["input"], swept[1]))
    if not found:
        return "sampled"
    ulp, place, part = max(found, key=lambda one: one[0])
    text = f"{ulp:.3f} at {place.split('(')[-1].rstrip(')')}" if ulp else "0"
    return f"{text}, over {part}" if part else text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hillock", required=True)
    parser.add_argument("--plugins", type=pathlib.Path, required=True)
    parser.add_argument("--results", type=pathlib.Path, required=True)
    parser.add_argument("--known", type=pathlib.Path)
    options = parser.parse_args()
    lines = options.known.read_text().splitlines() if options.known else []
    known = {line.split(" ")[1]: line for line in lines
             if line.startswith("| ") and ", not: " not in line}
    options.results.mkdir(parents=True, exist_ok=True)
    failed = []
    print("| activation | value: worst ULP | derivative: worst ULP | checks passed |")
    print("|---|---|---|---|")
    for plugin in sorted(options.plugins.glob("*.so")):
        if plugin.stem in known:
            print(known[plugin.stem])
            continue
        for activation in examine(options.hillock, plugin, options.results)["plugins"]:
            results = activation["results"]
            faults = [result["check"] for result in results
                      if result["status"] not in ("pass", "skipped")]
            passed = sum(result["status"] == "pass" for result in results)
            name = activation["activation"]
            if faults:
                failed.append(name)
            print(f"| {name} | {cell(results, 'value')} | {cell(results, 'derivative')} | "
                  f"{passed}{', not: ' + ' '.join(faults) if faults else ''} |")
    if failed:
        sys.exit(f"these do not conform: {' '.join(failed)}")


main()
