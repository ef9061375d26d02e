"""A TCP proxy in front of a broker that does to the answers of EndTxn requests what a test tells it to.

The broker names its own address in its answers (Metadata, FindCoordinator); the proxy puts its own in there, which has
as many bytes, so that clients stay with it. It reads nothing else but the heads of requests."""
import socket
import struct
import threading

HOST = "127.0.0.1"
END_TXN = 26


class Proxy:
    """Passes all on, until end_txn() says otherwise for the EndTxn requests to come."""

    def __init__(self, bootstrap):
        self.broker = int(bootstrap.rsplit(":", 1)[1])
        self.listener = socket.create_server((HOST, 0))
        self.port = self.listener.getsockname()[1]
        self.bootstrap = f"{HOST}:{self.port}"
        self.lock = threading.Lock()
        self.plan = []       # what happens to the next EndTxn requests
        self.done = []       # what happened
        self.released = threading.Event()
        self.silent = threading.Event()  # set: nothing passes, in either direction
        self.sockets = []
        threading.Thread(target=self._accept, daemon=True).start()

    def end_txn(self, *plan):
        """`cut`: the broker takes the request, then the connection ends without the answer. `lose`: the request never
        reaches the broker, and the connection ends. `withhold`: the broker takes the request, its answer waits, and all
        else on the connection behind it, until release(). `silence`: the broker takes the request, and from then on
        nothing passes on any connection until release(), and the answer never. `lose-silently`: the same, but the
        broker never gets the request."""
        with self.lock:
            self.plan = list(plan)

    def release(self):
        self.silent.clear()
        self.released.set()

    def close(self):
        self.release()
        self.listener.close()
        for one in self.sockets:
            self._end(one)

    @staticmethod
    def _end(one):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
                broker = socket.create_connection((HOST, self.broker))
            except OSError:
                return
            self.sockets += [client, broker]
            pending = {}
            threading.Thread(target=self._pump, args=(client, broker, pending, self._request), daemon=True).start()
            threading.Thread(target=self._pump, args=(broker, client, pending, self._answer), daemon=True).start()

    @staticmethod
    def _exactly(source, size):
        parts = []
        while size:
            part = source.recv(min(size, 1 << 16))
            if not part:
                raise OSError("ended")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _pump(self, source, target, pending, each):
        try:
            while True:
                head = self._exactly(source, 4)
                body = each(self._exactly(source, struct.unpack(">i", head)[0]), pending)
                if self.silent.is_set():
                    self.released.wait()
                target.sendall(head + body)
        except OSError:
            self._end(source)
            self._end(target)

    def _request(self, body, pending):
        key, _, correlation = struct.unpack(">hhi", body[:8])
        if key == END_TXN:
            with self.lock:
                what = self.plan.pop(0) if self.plan else None
                self.done.append(what)
            if what == "lose-silently":
                self.silent.set()
                self.released.wait()
            if what in ("lose", "lose-silently"):
                raise OSError(what)
            pending[correlation] = what
        return body

    def _answer(self, body, pending):
        what = pending.pop(struct.unpack(">i", body[:4])[0], None)
        if what == "cut":
            raise OSError(what)
        if what == "silence":
            self.silent.set()
        if what in ("withhold", "silence"):
            self.released.wait()
        if what == "silence":
            raise OSError(what)
        own, ours = (HOST.encode() + struct.pack(">i", port) for port in (self.broker, self.port))
        return body.replace(own, ours)
