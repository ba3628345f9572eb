/* delay-proxy TARGET-PORT ONE-WAY-MILLISECONDS

   Listens on a free port of loopback, prints it, and passes every connection on to TARGET-PORT; each octet arrives so
   many milliseconds later, both ways, as over a long line of any width. One thread; what is under way is kept in order. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_LINES = 256, PIECE = 65536, MOST_UNDER_WAY = 16 << 20 };

struct piece {
    struct piece *next;
    int64_t due;
    size_t length, sent;
    char octets[];
};

/* One direction of a connection. An end of the stream travels as a piece of no length. */
struct line {
    int from, to;
    int ended, broken;
    size_t under_way;
    struct piece *first, *last;
};

static struct line lines[2 * MOST_LINES];
static int64_t delay;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void append(struct line *line, struct piece *piece, ssize_t length) {
    piece->next = NULL;
    piece->due = now() + delay;
    piece->length = length > 0 ? length : 0;
    piece->sent = 0;
    if (line->last) line->last->next = piece;
    else line->first = piece;
    line->last = piece;
    line->under_way += piece->length;
}

static void take(struct line *line) {
    struct piece *piece = malloc(sizeof *piece + PIECE);
    if (!piece) die("malloc");
    ssize_t length = recv(line->from, piece->octets, PIECE, 0);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
        free(piece);
        return;
    }
    if (length > 0) {
        struct piece *fitting = realloc(piece, sizeof *piece + length);
        if (fitting) piece = fitting;
    } else {
        line->ended = 1;
    }
    append(line, piece, length);
}

/* Sends what is due; 0 where the other side takes no more at the moment. */
static int release(struct line *line, int64_t time) {
    while (line->first && line->first->due <= time) {
        struct piece *piece = line->first;
        while (!line->broken && piece->sent < piece->length) {
            ssize_t sent = send(line->to, piece->octets + piece->sent, piece->length - piece->sent, MSG_NOSIGNAL);
            if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
            if (sent < 0) line->broken = 1;
            else piece->sent += sent;
        }
        if (piece->length == 0) shutdown(line->to, SHUT_WR);
        line->under_way -= piece->length;
        line->first = piece->next;
        if (!line->first) line->last = NULL;
        free(piece);
    }
    return 1;
}

static void prepare(int socket) {
    int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
}

static void join(int client, const struct sockaddr_in *target) {
    int server = socket(AF_INET, SOCK_STREAM, 0), index = 0;
    while (index < MOST_LINES && (lines[2 * index].from || lines[2 * index + 1].from)) index++;
    if (index == MOST_LINES || connect(server, (const struct sockaddr *)target, sizeof *target) != 0) {
        close(client);
        close(server);
        return;
    }
    prepare(client);
    prepare(server);
    lines[2 * index] = (struct line){.from = client, .to = server};
    lines[2 * index + 1] = (struct line){.from = server, .to = client};
}

static void part(int index) {
    struct line *there = &lines[2 * index], *back = there + 1;
    if (!there->from || there->first || back->first) return;
    if (!(there->ended || there->broken) || !(back->ended || back->broken)) return;
    close(there->from);
    close(there->to);
    *there = *back = (struct line){0};
}

int main(int count, char **words) {
    if (count != 3) {
        fprintf(stderr, "usage: delay-proxy TARGET-PORT ONE-WAY-MILLISECONDS\n");
        return 64;
    }
    signal(SIGPIPE, SIG_IGN);
    delay = (int64_t)(atof(words[2]) * 1e6);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, target = here;
    socklen_t size = sizeof here;
    target.sin_port = htons(atoi(words[1]));
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (bind(listener, (struct sockaddr *)&here, size) != 0 || listen(listener, MOST_LINES) != 0) die("listen");
    getsockname(listener, (struct sockaddr *)&here, &size);
    printf("%d\n", ntohs(here.sin_port));
    fflush(stdout);

    for (;;) {
        struct pollfd polled[2 * MOST_LINES + 1];
        int64_t time = now(), next = time + 1000000000LL;
        polled[2 * MOST_LINES] = (struct pollfd){.fd = listener, .events = POLLIN};
        for (int i = 0; i < 2 * MOST_LINES; i++) polled[i] = (struct pollfd){.fd = -1};
        for (int i = 0; i < 2 * MOST_LINES; i++) {
            struct line *line = &lines[i];
            if (!line->from) continue;
            int is_free = release(line, time);
            if (is_free && line->first && line->first->due < next) next = line->first->due;
            // One entry a socket: what line i reads, its twin writes.
            if (!line->ended && line->under_way < MOST_UNDER_WAY) {
                polled[i].fd = line->from;
                polled[i].events |= POLLIN;
            }
            if (!is_free) {
                polled[i ^ 1].fd = line->to;
                polled[i ^ 1].events |= POLLOUT;
            }
        }
        for (int i = 0; i < MOST_LINES; i++) part(i);
        int64_t wait = next - now();
        struct timespec patience = {.tv_sec = wait > 0 ? wait / 1000000000LL : 0, .tv_nsec = wait > 0 ? wait % 1000000000LL : 0};
        if (ppoll(polled, 2 * MOST_LINES + 1, &patience, NULL) < 0 && errno != EINTR) die("poll");
        for (int i = 0; i < 2 * MOST_LINES; i++) {
            struct line *line = &lines[i];
            if (!line->from || !(polled[i].revents & (POLLIN | POLLHUP | POLLERR)) || line->ended) continue;
            if (polled[i].events & POLLIN) take(line);
            else if (polled[i].revents & POLLERR) line->ended = line->broken = 1;
        }
        if (polled[2 * MOST_LINES].revents & POLLIN) {
            int client = accept(listener, NULL, NULL);
            if (client >= 0) join(client, &target);
        }
    }
}
