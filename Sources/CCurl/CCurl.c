#define _GNU_SOURCE
#include "CCurl.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

int ccurl_eventfd(void) {
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

void ccurl_name_thread(const char *name) {
    pthread_setname_np(pthread_self(), name);
}

int ccurl_limit_silence(curl_socket_t socket, int probes, unsigned int milliseconds) {
    if (setsockopt(socket, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes) != 0) return -1;
    return setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}
