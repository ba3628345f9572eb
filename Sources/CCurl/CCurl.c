#define _GNU_SOURCE
#include "CCurl.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

static pthread_once_t sessions_once = PTHREAD_ONCE_INIT;
static pthread_mutex_t sessions_mutex = PTHREAD_MUTEX_INITIALIZER;
static CURLSH *sessions;

static void lock_sessions(CURL *handle, curl_lock_data data, curl_lock_access access, void *context) {
    (void)handle, (void)data, (void)access, (void)context;
    pthread_mutex_lock(&sessions_mutex);
}

static void unlock_sessions(CURL *handle, curl_lock_data data, void *context) {
    (void)handle, (void)data, (void)context;
    pthread_mutex_unlock(&sessions_mutex);
}

static void make_sessions(void) {
    CURLSH *share = curl_share_init();
    if (!share) return;
    if (curl_share_setopt(share, CURLSHOPT_LOCKFUNC, lock_sessions) == CURLSHE_OK
        && curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, unlock_sessions) == CURLSHE_OK
        && curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) == CURLSHE_OK)
        sessions = share;
    else
        curl_share_cleanup(share);
}

CURLSH *ccurl_tls_sessions(void) {
    pthread_once(&sessions_once, make_sessions);
    return sessions;
}

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
