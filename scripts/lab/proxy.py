"""A network that fails."""
import socket
import struct
import threading

from lab.base import free_port


class FaultyProxy:
    """Stands before Dovecot; resets, holds or refuses connections."""

    def __init__(self, target):
        self.target, self.port = target, free_port()
        self.lock, self.pairs, self.held, self.refuses = threading.Lock(), set(), set(), False
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            try:
                if self.refuses:
                    raise OSError
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                self.reset(client)
                continue
            pair = (client, server)
            with self.lock:
                self.pairs.add(pair)
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self.pump, args=(pair, one, other), daemon=True).start()

    def pump(self, pair, source, target):
        try:
            while data := source.recv(65_536):
                if pair in self.held:
                    # As on a network that has lost the other side: nothing comes, and nobody says so.
                    continue
                target.sendall(data)
        except OSError:
            pass
        with self.lock:
            self.pairs.discard(pair)
        if pair not in self.held:
            for end in pair:
                end.close()

    @staticmethod
    def reset(end):
        try:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.close()
        except OSError:
            pass

    def drop(self):
        with self.lock:
            pairs = list(self.pairs)
        for pair in pairs:
            for end in pair:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                self.reset(end)

    def hold(self):
        with self.lock:
            self.held |= self.pairs
