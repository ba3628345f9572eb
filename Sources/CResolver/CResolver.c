#define _GNU_SOURCE
#include "CResolver.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>

struct server {
    int family;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

void cresolver_name_thread(const char *name) {
    pthread_setname_np(pthread_self(), name);
}

static int read_port(const char *text, in_port_t *port) {
    char *end;
    long number = strtol(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || number < 1 || number > 65535) return 0;
    *port = htons((uint16_t)number);
    return 1;
}

/// Takes `[::1]:53`, `::1`, `192.0.2.1:53` and `192.0.2.1` apart.
static int read_server(const char *text, struct server *server) {
    char copy[80];
    char *address = copy, *port = NULL;
    in_port_t number = htons(53);
    if (strlen(text) >= sizeof copy) return 0;
    strcpy(copy, text);
    if (copy[0] == '[') {
        char *close = strchr(copy, ']');
        if (close == NULL || (close[1] != ':' && close[1] != '\0')) return 0;
        if (close[1] == ':') port = close + 2;
        *close = '\0';
        address = copy + 1;
    } else {
        char *colon = strchr(copy, ':');
        if (colon != NULL && colon == strrchr(copy, ':')) {
            *colon = '\0';
            port = colon + 1;
        }
    }
    if (port != NULL && !read_port(port, &number)) return 0;
    memset(server, 0, sizeof *server);
    server->v4.sin_family = AF_INET;
    server->v4.sin_port = number;
    server->v6.sin6_family = AF_INET6;
    server->v6.sin6_port = number;
    if (inet_pton(AF_INET, address, &server->v4.sin_addr) == 1) {
        server->family = AF_INET;
    } else if (inet_pton(AF_INET6, address, &server->v6.sin6_addr) == 1) {
        server->family = AF_INET6;
    }
    return server->family != 0;
}

int cresolver_is_server(const char *text) {
    struct server server;
    return read_server(text, &server);
}

/// Puts servers of our own in the place of the system's; the address of an IPv6 server is freed by res_nclose.
static int use_servers(res_state state, const char *list) {
    char copy[256];
    char *rest = NULL;
    int count = 0;
    if (strlen(list) >= sizeof copy) return 0;
    strcpy(copy, list);
    for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        struct server server;
        if (count == MAXNS || !read_server(word, &server)) return 0;
        memset(&state->nsaddr_list[count], 0, sizeof state->nsaddr_list[count]);
        free(state->_u._ext.nsaddrs[count]);
        state->_u._ext.nsaddrs[count] = malloc(sizeof(struct sockaddr_in6));
        if (state->_u._ext.nsaddrs[count] == NULL) return 0;
        memset(state->_u._ext.nsaddrs[count], 0, sizeof(struct sockaddr_in6));
        state->_u._ext.nssocks[count] = -1;
        if (server.family == AF_INET) {
            state->nsaddr_list[count] = server.v4;
            memcpy(state->_u._ext.nsaddrs[count], &server.v4, sizeof server.v4);
        } else {
            *state->_u._ext.nsaddrs[count] = server.v6;
        }
        count++;
    }
    for (int other = count; other < MAXNS; other++) {
        free(state->_u._ext.nsaddrs[other]);
        state->_u._ext.nsaddrs[other] = NULL;
    }
    state->nscount = count;
    state->_u._ext.nscount = count;
    return count > 0;
}

/// Writes one record: its strings behind each other, after the length of them all.
static int write_record(const unsigned char *data, size_t length, unsigned char *out, size_t room, size_t *used) {
    size_t start = *used, end;
    if (room - start < 2 + length) return 0;
    end = start + 2;
    for (size_t position = 0; position < length;) {
        size_t count = data[position];
        if (count > length - position - 1) return 0;
        memcpy(out + end, data + position + 1, count);
        end += count;
        position += count + 1;
    }
    out[start] = (unsigned char)((end - start - 2) >> 8);
    out[start + 1] = (unsigned char)(end - start - 2);
    *used = end;
    return 1;
}

static int read_answer(const unsigned char *answer, int length, void *out, size_t size, size_t *used, uint32_t *ttl) {
    ns_msg message;
    int found = 0;
    *ttl = UINT32_MAX;
    if (ns_initparse(answer, length, &message) != 0) return CRESOLVER_FAILED;
    for (int index = 0; index < ns_msg_count(message, ns_s_an); index++) {
        ns_rr record;
        if (ns_parserr(&message, ns_s_an, index, &record) != 0) return CRESOLVER_FAILED;
        if (ns_rr_ttl(record) < *ttl) *ttl = ns_rr_ttl(record);
        if (ns_rr_type(record) != ns_t_txt || ns_rr_class(record) != ns_c_in) continue;
        if (!write_record(ns_rr_rdata(record), ns_rr_rdlen(record), out, size, used)) return CRESOLVER_FAILED;
        found++;
    }
    if (found > 0) return CRESOLVER_FOUND;
    *ttl = 0;
    return CRESOLVER_NONE;
}

int cresolver_txt(const char *name, const char *servers, void *out, size_t size, size_t *used, uint32_t *ttl) {
    struct __res_state state;
    unsigned char *answer = malloc(NS_MAXMSG);
    int status = CRESOLVER_FAILED;
    *used = 0;
    *ttl = 0;
    memset(&state, 0, sizeof state);
    if (answer == NULL) return CRESOLVER_FAILED;
    if (res_ninit(&state) != 0) {
        free(answer);
        return CRESOLVER_FAILED;
    }
    if (servers[0] == '\0' || use_servers(&state, servers)) {
        int length;
        // One second, then two: with one server three seconds in all, with three about six.
        state.retrans = 1;
        state.retry = 2;
        length = res_nquery(&state, name, ns_c_in, ns_t_txt, answer, NS_MAXMSG);
        if (length >= 0) {
            status = read_answer(answer, length < NS_MAXMSG ? length : NS_MAXMSG, out, size, used, ttl);
        } else if (state.res_h_errno == HOST_NOT_FOUND || state.res_h_errno == NO_DATA) {
            status = CRESOLVER_NONE;
        } else if (errno == ETIMEDOUT || errno == ECONNREFUSED) {
            status = CRESOLVER_TIMEOUT;
        }
    }
    res_nclose(&state);
    free(answer);
    return status;
}
