"""The engines of scripts/bench validate: how each is brought and called. What a machine lacks is left out, with one line."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parent.parent


class Missing(Exception):
    pass


def cache():
    root = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(root) / "sluiced" / "bench"


def tool(name):
    if not shutil.which(name):
        raise Missing(f"no {name} on this machine")


def bring(command, folder=None):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Missing(f"{command[0]} ended with {done.returncode}: {(done.stderr.strip().splitlines() or [''])[-1][:200]}")


def rust(name):
    tool("cargo")
    target = cache() / "rust"
    bring(["cargo", "build", "--quiet", "--release", "--locked", "--manifest-path", HERE / "peers/rust/Cargo.toml", "--target-dir", target])
    return [str(target / "release/bench-peers"), name]


def npm(*packages):
    """Into the cache, once for each version; → the folder."""
    tool("node")
    tool("npm")
    folder = cache() / "npm"
    modules = folder / "node_modules"
    for package in packages:
        name, version = package.rsplit("@", 1)
        there = modules / name / "package.json"
        if not there.is_file() or json.loads(there.read_bytes())["version"] != version:
            folder.mkdir(parents=True, exist_ok=True)
            bring(["npm", "install", "--prefix", folder, "--silent", "--no-fund", "--no-audit", *packages])
            break
    return modules


def ajv(_name):
    modules = npm("ajv@8.20.0", "ajv-draft-04@1.0.0")
    return ["env", f"NODE_PATH={modules}", "node", "--expose-gc", str(HERE / "peers/ajv.js")]


def sourcemeta(_name):
    modules = npm("@sourcemeta/jsonschema@16.11.0")
    machine = {"x86_64": "x86_64", "aarch64": "arm64"}.get(os.uname().machine, "no")
    program = modules / f"@sourcemeta/jsonschema/build/github-releases/jsonschema-linux-{machine}"
    if not program.is_file():
        raise Missing("its package has no program for this machine")
    return [sys.executable, "-B", str(HERE / "peers/sourcemeta.py"), str(program)]


def valijson(_name):
    """Compiled here: the headers come out of Debian's package, which is not installed, since it asks for Qt."""
    for name in ("apt-get", "dpkg-deb", "c++"):
        tool(name)
    folder = cache() / "valijson"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "usr/include/valijson").is_dir():
        package = subprocess.run([REPO / "scripts/install-packages", "--list", "valijson"], capture_output=True, text=True, check=True)
        bring(["apt-get", "-q", "download", *package.stdout.split()], folder)
        bring(["dpkg-deb", "--extract", *folder.glob("*.deb"), folder])
    program = folder / "bench-valijson"
    sources = [HERE / "peers/valijson.cc", HERE / "measure.cc"]
    used = [*sources, HERE / "measure.h", HERE / "rapidjson_documents.h"]
    if not program.is_file() or any(file.stat().st_mtime > program.stat().st_mtime for file in used):
        bring(["c++", "-std=c++20", "-O3", "-DNDEBUG", "-I", HERE.parent, "-isystem", folder / "usr/include", *sources, "-lfmt", "-o", program])
    return [str(program)]


def known(program):
    """By name, in the order in which they are run and shown: what brings the command."""
    def here(name):
        return [program, name]
    return {"sluiced": here, "simdjson": here, "jsonschema": rust, "sourcemeta": sourcemeta, "boon": rust, "ajv": ajv, "valijson": valijson,
            "rapidjson": here}


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
