#ifndef CASEPOST_CCURL_H
#define CASEPOST_CCURL_H

#include <curl/curl.h>
#include <stddef.h>

/* curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: here is one function for each type of
   argument. All casts between libcurl's types and Swift's live in this header. */

static inline CURLcode ccurl_set_long(CURL *_Nonnull handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_string(CURL *_Nonnull handle, CURLoption option, const char *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *_Nonnull handle, CURLoption option, void *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*ccurl_data_callback)(char *_Nullable bytes, size_t size, size_t count, void *_Nullable context);

static inline CURLcode ccurl_set_data_callback(
    CURL *_Nonnull handle, CURLoption option, ccurl_data_callback _Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

typedef int (*ccurl_progress_callback)(
    void *_Nullable context, curl_off_t toReceive, curl_off_t received, curl_off_t toSend, curl_off_t sent);

static inline CURLcode ccurl_set_progress_callback(CURL *_Nonnull handle, ccurl_progress_callback _Nullable value) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}

static inline CURLcode ccurl_get_socket(CURL *_Nonnull handle, curl_socket_t *_Nonnull value) {
    return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, value);
}

static inline CURLcode ccurl_get_offset(CURL *_Nonnull handle, CURLINFO info, curl_off_t *_Nonnull value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode ccurl_get_long(CURL *_Nonnull handle, CURLINFO info, long *_Nonnull value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode ccurl_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* TLS sessions that handles of any thread keep together, for the life of the process: a connection then resumes what an
   earlier one to the same server, with the same demands on its certificate, has negotiated. NULL without memory. */
CURLSH *_Nullable ccurl_tls_sessions(void);

/* What Swift's Glibc module does not show. */

/* A new non-blocking eventfd, or -1 with errno. */
int ccurl_eventfd(void);

/* Names the calling thread; the kernel keeps 15 bytes. */
void ccurl_name_thread(const char *_Nonnull name);

/* Lets a dead peer be noticed: probes to send before giving up, and milliseconds that sent bytes may stay
   unacknowledged. Returns 0, or -1 with errno. */
int ccurl_limit_silence(curl_socket_t socket, int probes, unsigned int milliseconds);

#endif
