"""A TCP proxy in front of a broker that does to some requests and answers what a test tells it to.

The broker names its own address in its answers (Metadata, FindCoordinator); the proxy puts its own in there, which has
as many bytes, so that clients stay with it. It reads nothing else but the heads of requests."""
import socket
import struct
import threading

HOST = "127.0.0.1"
FETCH = 1
FIND_COORDINATOR = 10
END_TXN = 26
TRANSACTION = 1  # the last byte of a FindCoordinator request that asks for a transaction's coordinator; 0: a group's
COORDINATOR_NOT_AVAILABLE = 15


class Proxy:
    """Passes all on, until end_txn(), refuse_coordinator() or silence_at_fetch() says otherwise for what is to come."""

    def __init__(self, bootstrap):
        self.broker = int(bootstrap.rsplit(":", 1)[1])
        self.listener = socket.create_server((HOST, 0))
        self.port = self.listener.getsockname()[1]
        self.bootstrap = f"{HOST}:{self.port}"
        self.lock = threading.Lock()
        self.plan = []       # what happens to the next EndTxn requests
        self.done = []       # what happened
        self.refusals = 0    # of groups' coordinators to come, to producers of the client `refuse_whom`
        self.refuse_whom = b""
        self.refused = 0
        self.released = threading.Event()
        self.silence_whom = None
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

    def refuse_coordinator(self, times, whom):
        """A transactional producer whose client id ends with `whom` is told so many times that its group has no
        coordinator (yet). It is known by its question for its own coordinator, which comes first."""
        with self.lock:
            self.refusals, self.refuse_whom, self.refused = times, whom.encode(), 0

    def silence_at_fetch(self, whom):
        """From the first Fetch request of a client whose id ends with `whom` on, nothing passes until release()."""
        with self.lock:
            self.silence_whom = whom.encode()

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
                target.sendall(struct.pack(">i", len(body)) + body)
        except OSError:
            self._end(source)
            self._end(target)

    def _request(self, body, pending):
        key, _, correlation, size = struct.unpack(">hhih", body[:10])
        client = body[10:10 + size]
        if key == FETCH and self.silence_whom and client.endswith(self.silence_whom):
            self.silence_whom = None
            self.silent.set()
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
        if key == FIND_COORDINATOR and body[-1] == TRANSACTION:
            pending["producer"] = True
        elif key == FIND_COORDINATOR and "producer" in pending:
            with self.lock:
                if client.endswith(self.refuse_whom) and self.refused < self.refusals:
                    self.refused += 1
                    pending[correlation] = "refuse"
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
        if what == "refuse":
            no_node = struct.pack(">ihi", -1, 0, -1)
            return body[:8] + struct.pack(">hh", COORDINATOR_NOT_AVAILABLE, -1) + no_node
        own, ours = (HOST.encode() + struct.pack(">i", port) for port in (self.broker, self.port))
        return body.replace(own, ours)
