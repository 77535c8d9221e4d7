# SPDX-License-Identifier: Apache-2.0
"""The configuration of a hub on the servers that tools/servers started, as the demonstration, tests and benches write it."""
import os


def write_secret(path, text):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def azure_source(name, server, container="hub"):
    return (f"{{id: {name}, kind: azure, profile: loopback, url: \"{server['url']}\", account: {server['account']},\n"
            f"     container: {container}, key_file: {server['key_file']}}}")


def s3_host(name, server, **other):
    """`other`: what is not as the server's record says (bucket, access_key, secret_key_file)."""
    has = {**server, **other}
    return (f"{{id: {name}, profile: loopback, url: \"{has['url']}\", region: us-east-1, bucket: {has['bucket']}, prefix: hub/,\n"
            f"     access_key: {has['access_key']}, secret_key_file: {has['secret_key_file']}}}")


def hub_yaml(name, tokens, source, hosts, datasets, pins=(), bases=()):
    """`tokens`: the record of softhsm; `datasets`: {name: prefix}, all of the one source; `pins`: {token: file} that differ; `bases`:
    {name: [dataset…]}. The first host is that of the list."""
    pin_files = {**tokens["pins"], **dict(pins)}
    token = {which: f"{{label: {which}, pin_file: {path}}}" for which, path in pin_files.items()}
    source_id, first = (item.split(",")[0].removeprefix("{id: ") for item in (source, hosts[0]))
    return f"""version: 1
hub: {{name: {name}, folder: hub}}
ledger: {{origin: hub.example.eu/ledger}}
processing: {{place: own_machines, statement: this machine}}
tokens:
  module: /usr/lib/softhsm/libsofthsm2.so
  softhsm_config: {tokens['config']}
  custodian_a: {token['custodian-a']}
  custodian_b: {token['custodian-b']}
  hub: {token['hub']}
sources:
  - {source}
hosts:
""" + "".join(f"  - {host}\n" for host in hosts) + f"first_host: {first}\ndatasets:\n" + "".join(
        f"  - {{name: {dataset}, source: {source_id}, prefix: \"{prefix}\"}}\n" for dataset, prefix in datasets.items()) + (
            "bases:\n" + "".join(f"  - {{name: {base}, datasets: [{', '.join(parts)}]}}\n" for base, parts in dict(bases).items()) if bases else "")
