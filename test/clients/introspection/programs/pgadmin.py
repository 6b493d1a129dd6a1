"""What pgAdmin 4 asks: its tree opened node by node through its own web application, without a browser. Needs the package
pgadmin4; its state goes to a temporary directory."""

import builtins
import json
import os
import re
import sys
import tempfile

builtins.SERVER_MODE = False
home = tempfile.mkdtemp(prefix="pgadmin-")
os.environ["HOME"] = home
import pgadmin4  # noqa: E402

sys.path.insert(0, next(iter(pgadmin4.__path__)))
import config  # noqa: E402

for name in dir(config):
    value = getattr(config, name)
    if isinstance(value, str) and value.startswith(config.DATA_DIR) and name != "DATA_DIR":
        setattr(config, name, value.replace(config.DATA_DIR, home))
config.DATA_DIR = home
config.MASTER_PASSWORD_REQUIRED = False
config.WTF_CSRF_ENABLED = False
config.CONSOLE_LOG_LEVEL = 40
from pgadmin import create_app  # noqa: E402

app = create_app()
import setup  # noqa: E402

setup.setup_db(app)
app.PGADMIN_RUNTIME = False
app.run_before_app_start()
app.PGADMIN_INT_KEY = ''
client = app.test_client()


def ask(method, url, **more):
    try:
        answer = client.open(url, method=method, **more)
    except Exception as error:  # pgAdmin's own, for a page that this node has not
        print(type(error).__name__, url)
        return None
    body = answer.get_json(silent=True)
    if answer.status_code >= 400:
        print(answer.status_code, url, str((body or {}).get("errormsg"))[:150].replace("\n", " "))
    return body


client.get("/browser/")
made = ask("POST", "/browser/server/obj/1/", data=json.dumps({
    "name": "shop", "gid": 1, "host": os.environ["PGHOST"], "port": int(os.environ["PGPORT"]), "db": os.environ["PGDATABASE"],
    "username": os.environ["PGUSER"], "password": os.environ["PGPASSWORD"], "save_password": False,
    "connect_now": True, "connection_params": {"sslmode": "prefer"},
}), content_type="application/json")
sid = made["node"]["_id"]
ask("POST", f"/browser/server/connect/1/{sid}", data={"password": os.environ["PGPASSWORD"]})


def nodes(url):
    body = ask("GET", url)
    found = (body or {}).get("data") or []
    return {str(node.get("label")): node.get("_id") for node in found if isinstance(node, dict)}


did = nodes(f"/browser/database/nodes/1/{sid}/")[os.environ["PGDATABASE"]]
ask("POST", f"/browser/database/connect/1/{sid}/{did}", data="{}", content_type="application/json")
schemas = nodes(f"/browser/schema/nodes/1/{sid}/{did}/")
known = {"gid": 1, "sid": sid, "did": did, "scid": schemas["public"]}
path = f"1/{sid}/{did}/{schemas['public']}"
tables = {**nodes(f"/browser/table/nodes/{path}/"), **nodes(f"/browser/view/nodes/{path}/"), **nodes(f"/browser/mview/nodes/{path}/")}
parents = [tables[name] for name in ("customers", "orders", "events", "paid_orders", "turnover") if name in tables]

rules = {}
for rule in app.url_map.iter_rules():
    match = re.match(r"NODE-(\w+)\.(.+)$", rule.endpoint)
    if match and "GET" in rule.methods and not match[2].endswith("js"):
        rules.setdefault(match[1], []).append((match[2], re.findall(r"<(?:\w+:)?(\w+)>", str(rule)), str(rule)))


def fill(template, values):
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), template)


for node, ways in sorted(rules.items()):
    listing = [(names, text) for name, names, text in ways if name == "nodes" and not text.endswith("node>")]
    ids = [names for name, names, _ in ways if name in ("obj_id", "nodes_id") and names]
    if not ids or node in ("server_group", "server"):
        continue
    own = ids[0][-1]
    above = ids[0][:-1]
    contexts = [known]
    if any(name not in known for name in above):
        contexts = [{**known, **{name: parent for name in above if name not in known}} for parent in parents]
    for context in contexts:
        found = {}
        for names, text in listing:
            if own not in names and all(name in context for name in names):
                found = nodes(fill(text, context))
        for name, names, text in ways:
            if own not in names and all(one in context for one in names):
                ask("GET", fill(text, context))
        for identity in list(found.values())[:3]:
            for name, names, text in ways:
                values = {**context, own: identity}
                if own in names and all(one in values for one in names) and not name.startswith(("delete", "connect", "disconnect")):
                    ask("GET", fill(text, values))

for url in (
    f"/dashboard/dashboard_stats/{sid}/{did}?chart_names=session_stats,tps_stats,ti_stats,to_stats,bio_stats",
    f"/dashboard/activity/{sid}/{did}", f"/dashboard/locks/{sid}/{did}", f"/dashboard/prepared/{sid}/{did}", f"/dashboard/config/{sid}",
    f"/search_objects/search/{sid}/{did}?text=orders&type=all",
):
    ask("GET", url)
