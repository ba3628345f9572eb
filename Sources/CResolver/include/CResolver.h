#ifndef CRESOLVER_H
#define CRESOLVER_H

#include <stddef.h>
#include <stdint.h>

/// What became of a question.
enum {
    CRESOLVER_FOUND = 0,   ///< there are records
    CRESOLVER_NONE = 1,    ///< there is no such name, or no such record
    CRESOLVER_TIMEOUT = 2, ///< nobody answered
    CRESOLVER_FAILED = 3   ///< the server, or the answer, was no good
};

/// Whether a text is an address as `cresolver_txt` takes it: `192.0.2.1`, `192.0.2.1:53`, `[::1]:53`, `::1`.
int cresolver_is_server(const char *text);

/// Asks for the TXT records of a name, and waits for the answer.
///
/// `servers` is a list of addresses with spaces between; an empty one stands for those of the system. Each record is
/// written to `out` behind two octets of its length; `used` tells how many octets that are, `ttl` for how many seconds the
/// answer holds.
int cresolver_txt(const char *name, const char *servers, void *out, size_t size, size_t *used, uint32_t *ttl);

/// Names the calling thread; the kernel shows 15 octets.
void cresolver_name_thread(const char *name);

#endif
