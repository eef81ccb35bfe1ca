#!/usr/bin/env python3
"""A complete client of the registry's HTTP API, with nothing but the standard library.

    python3 registry_client.py serve user-service 9001    # a service that registers itself
    python3 registry_client.py watch user-service         # prints whom callers may be sent to

As a module:

    registry = RegistryClient("http://localhost:8761")
    registry.register("user-service", "127.0.0.1", 9001)
    registry.watch("movie-service", lambda instances: print(instances))
    registry.close()    # drains, then deregisters
"""
import http.server, json, os, random, signal, sys, threading
import urllib.error, urllib.parse, urllib.request, uuid


class Problem(Exception):
    """A refusal: problem details (RFC 9457) with a stable code."""

    def __init__(self, status, details):
        super().__init__(f"{status} {details.get('code')}: {details.get('detail')}")
        self.code, self.details = details.get("code"), details


class RegistryClient:
    def __init__(self, url="http://localhost:8761", namespace="default"):
        self.url, self.namespace = url.rstrip("/"), namespace
        self.closed, self.start_id, self.registered = threading.Event(), uuid.uuid4().hex, []

    def call(self, method, path, body=None, timeout=5, **query):
        """Sends one request. Raises Problem if it is refused, OSError if nobody answers."""
        query = {name: value for name, value in query.items() if value is not None}
        url = f"{self.url}/v1/services/{path}?" + urllib.parse.urlencode({"namespace": self.namespace, **query})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return json.loads(response.read() or "{}")
        except urllib.error.HTTPError as error:
            text = error.read()
            problem = "problem+json" in error.headers.get("Content-Type", "")
            raise Problem(error.code, json.loads(text) if problem else {"detail": text.decode(errors="replace")})

    def register(self, service, address, port, id=None, **content):
        """Registers an instance and keeps it registered until close. It is to accept calls by now."""
        path = f"{service}/instances/" + urllib.parse.quote(id or f"{service}-{address}-{port}", safe="")
        body = {"address": address, "port": port, "start_id": self.start_id, **content}
        interval = 1.0
        try:
            interval = self.call("PUT", path, body)["interval"] / 1000  # a refusal is the caller's to mend
        except OSError as failure:
            print(f"registry: {failure}, still trying", file=sys.stderr)  # the first heartbeat will tell
        self.registered.append(path)
        threading.Thread(target=self._keep, args=(path, body, interval), daemon=True).start()

    def _keep(self, path, body, interval):
        while not self.closed.wait(interval):
            try:
                self.call("PUT", path + "/heartbeat", {"start_id": self.start_id})
            except Problem as problem:
                if problem.code == "superseded":  # a newer process has this id: leave it alone
                    return
                if problem.code == "register_again" and not self.closed.is_set():
                    self._attempt("PUT", path, body)
            except OSError:
                pass  # the registry is away: go on, it will be back

    def watch(self, service, changed):
        """Calls changed with the routable instances, now and whenever they change."""
        threading.Thread(target=self._follow, args=(service, changed), daemon=True).start()

    def _follow(self, service, changed):
        cursor, known, told, pause = None, {}, None, 0.1
        while not self.closed.is_set():
            try:
                wait = "30s" if cursor else None
                answer = self.call("GET", f"{service}/instances", timeout=40, health="all", wait=wait, after=cursor)
            except (Problem, OSError) as failure:
                if getattr(failure, "code", None) != "service_unknown":
                    self.closed.wait(random.uniform(pause / 2, pause))  # keep the last known list meanwhile
                    pause = min(2 * pause, 5)
                    continue
                answer = {"instances": [], **failure.details}
            pause, cursor = 0.1, answer["cursor"]
            listed = {instance["id"]: instance for instance in answer["instances"]}
            known = listed if answer["complete"] else {**known, **listed}  # absence is not emptiness
            routable = [instance for instance in known.values()
                        if instance["enabled"] and instance["health"] == "healthy" and not instance["draining"]]
            if routable != told:
                told = routable
                changed(routable)

    def close(self):
        """Leaves without losing a request: takes no new ones, then deregisters. Serve until it returns."""
        self.closed.set()
        for path in self.registered:
            self._attempt("DELETE", path, start_id=self.start_id, drain="2s")

    def _attempt(self, *request, **query):
        try:
            self.call(*request, **query)
        except (Problem, OSError) as failure:
            print(f"registry: {failure}", file=sys.stderr)


class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello\n")


def main(action, service, port="0"):
    stop, client = threading.Event(), RegistryClient(os.environ.get("REGISTRY", "http://localhost:8761"))
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: stop.set())
    if action == "serve":
        server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Hello)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        client.register(service, "127.0.0.1", server.server_port)
        print(f"registered {service} on port {server.server_port}", flush=True)
    else:
        client.watch(service, lambda instances: print(f"{service}:", *sorted(
            f"{instance['address']}:{instance['port']}" for instance in instances), flush=True))
    stop.wait()
    client.close()
    print("left", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("serve", "watch"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
