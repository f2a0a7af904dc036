"""The engines of scripts/bench validate: how each is brought and called. What a machine lacks is left out, with one line."""
import os
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


class Missing(Exception):
    pass


def cache():
    root = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(root) / "sluiced" / "bench"


def tool(name):
    if not shutil.which(name):
        raise Missing(f"no {name} on this machine")


def bring(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Missing(f"{command[0]} ended with {done.returncode}: {(done.stderr.strip().splitlines() or [''])[-1][:200]}")


def rust(name):
    tool("cargo")
    target = cache() / "rust"
    bring(["cargo", "build", "--quiet", "--release", "--locked", "--manifest-path", HERE / "peers/rust/Cargo.toml", "--target-dir", target])
    return [str(target / "release/bench-peers"), name]


def ours(program):
    def command(name):
        return [program, name]
    return command


def known(program):
    """By name, in the order of the tables' columns: what brings the command."""
    here = ours(program)
    return {"sluiced": here, "jsonschema": rust, "boon": rust, "rapidjson": here, "simdjson": here}


def commands(program, wanted):
    """→ commands by name, and a line for each engine that is not there."""
    found, left_out = {}, []
    for name, bring_it in known(program).items():
        if name not in wanted:
            continue
        try:
            found[name] = bring_it(name)
        except Missing as why:
            left_out.append(f"without {name}: {why}")
    return found, left_out
