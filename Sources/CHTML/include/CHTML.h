#ifndef CASEPOST_CHTML_H
#define CASEPOST_CHTML_H

#include <stdbool.h>
#include <stddef.h>

/* HTML read by libxml2 as a stream of events. No type of libxml2 shows here: its headers pull in the system's ICU,
   which clashes with the one inside Foundation. */

/* What happens in a document. Names are in small letters; attributes are name, value, name, value, ... and a final
   NULL, a value may be NULL; attributes itself may be NULL. A start with an empty name stands for a paragraph that the
   document does not name. Every start has its end, unless the document is cut short. */
typedef struct {
    void (*_Nonnull start)(void *_Nullable context, const char *_Nonnull name,
                           const char *_Nullable const *_Nullable attributes);
    void (*_Nonnull end)(void *_Nullable context);
    void (*_Nonnull text)(void *_Nullable context, const char *_Nonnull bytes, size_t count);
} chtml_handler;

typedef struct {
    size_t elements;   /* all of them */
    size_t depth;      /* elements inside one another */
    size_t attributes; /* of one element */
} chtml_limits;

typedef enum {
    CHTML_COMPLETE,
    CHTML_FLATTENED, /* elements that stood too deep were left out, what they hold was not */
    CHTML_TRUNCATED, /* a limit was reached: the rest was left out */
    CHTML_FAILED     /* out of memory */
} chtml_outcome;

/* Reads a document in UTF-8 without NUL octets. Nothing is fetched, whatever the document says. */
chtml_outcome chtml_parse(const char *_Nonnull bytes, size_t count, chtml_limits limits, chtml_handler handler,
                          void *_Nullable context);

/* Whether libxml2 ends an open element, if it is the innermost one, where one of another name starts. */
bool chtml_closes(const char *_Nonnull open, const char *_Nonnull started);

#endif
