#include "CHTML.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

typedef struct {
    htmlParserCtxtPtr parser;
    chtml_limits limits;
    chtml_handler handler;
    void *context;
    size_t elements;
    size_t depth;
    bool truncated;
    bool flattened; /* elements were left out, and what they hold was not */
} chtml_run;

static bool chtml_is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

static bool chtml_is_blank(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

/* Counts an element; false once there are too many, and the parser is told to stop. */
static bool chtml_counts(chtml_run *run) {
    if (run->truncated) return false;
    if (run->elements < run->limits.elements) {
        run->elements += 1;
        return true;
    }
    run->truncated = true;
    xmlStopParser(run->parser);
    return false;
}

/* Whether libxml2 put a paragraph around text of its own accord: then it does not stand at the end of a tag. */
static bool chtml_is_implied(chtml_run *run, const xmlChar *name, const xmlChar **attributes) {
    if (attributes || strcmp((const char *)name, "p") != 0 || !run->parser->input) return false;
    const xmlChar *base = run->parser->input->base;
    const xmlChar *place = run->parser->input->cur;
    if (!base || !place || (*place != '>' && *place != '/')) return true;
    while (place > base && chtml_is_blank((char)place[-1])) place -= 1;
    return place - base < 2 || (place[-1] != 'p' && place[-1] != 'P') || place[-2] != '<';
}

/* Elements deeper than the limit are left out, what they hold is not: elements that are never closed make harmless
   mail deep. Much deeper it ends, because libxml2 looks through all open elements at each end tag. */
static void chtml_start(void *context, const xmlChar *name, const xmlChar **attributes) {
    chtml_run *run = context;
    run->depth += 1;
    if (run->depth / 4 > run->limits.depth && !run->truncated) {
        run->truncated = true;
        xmlStopParser(run->parser);
    }
    if (run->depth > run->limits.depth) run->flattened = true;
    if (run->depth > run->limits.depth || !chtml_counts(run)) return;
    const char *shown = chtml_is_implied(run, name, attributes) ? "" : (const char *)name;
    run->handler.start(run->context, shown, (const char *const *)attributes);
}

static void chtml_end(void *context, const xmlChar *name) {
    (void)name;
    chtml_run *run = context;
    bool shown = run->depth <= run->limits.depth;
    if (run->depth > 0) run->depth -= 1;
    if (shown && !run->truncated) run->handler.end(run->context);
}

/* What is meant by a control character of 0x80 to 0x9F: that of windows-1252 with the same number, or nothing. */
static const char *const chtml_meant[32] = {
    "\u20AC", "", "\u201A", "\u0192", "\u201E", "\u2026", "\u2020", "\u2021", "\u02C6", "\u2030", "\u0160",
    "\u2039", "\u0152", "", "\u017D", "", "", "\u2018", "\u2019", "\u201C", "\u201D", "\u2022", "\u2013",
    "\u2014", "\u02DC", "\u2122", "\u0161", "\u203A", "\u0153", "", "\u017E", "\u0178",
};

static void chtml_hand_on(chtml_run *run, const void *bytes, size_t count) {
    if (count > 0) run->handler.text(run->context, bytes, count);
}

/* QUIRK: "&#150;" and its like are meant as windows-1252, and every browser reads them so (HTML standard, 13.2.5.80).
   The same characters as they are come from programs that took windows-1252 for ISO-8859-1. */
static void chtml_text(void *context, const xmlChar *bytes, int count) {
    chtml_run *run = context;
    if (count <= 0 || run->truncated) return;
    size_t total = (size_t)count, start = 0, place = 0;
    while (place + 1 < total) {
        const xmlChar *lead = memchr(bytes + place, 0xC2, total - place - 1);
        if (!lead) break;
        place = (size_t)(lead - bytes);
        if (bytes[place + 1] >= 0x80 && bytes[place + 1] <= 0x9F) {
            const char *meant = chtml_meant[bytes[place + 1] - 0x80];
            chtml_hand_on(run, bytes + start, place - start);
            chtml_hand_on(run, meant, strlen(meant));
            start = place + 2;
        }
        place += 2;
    }
    chtml_hand_on(run, bytes + start, total - start);
}

static pthread_once_t chtml_once = PTHREAD_ONCE_INIT;

static void chtml_initialise(void) { xmlInitParser(); }

/* How much of a document may be read before an element with too many attributes: libxml2 compares each attribute of
   an element with all before it, so that their number must be bounded before it sees them. */
static size_t chtml_bounded(const char *bytes, size_t count, size_t most) {
    size_t place = 0;
    while (place < count) {
        const char *open = memchr(bytes + place, '<', count - place);
        if (!open) return count;
        size_t tag = (size_t)(open - bytes);
        place = tag + 1;
        if (place >= count || !chtml_is_letter(bytes[place])) continue;
        size_t attributes = 0;
        while (place < count && bytes[place] != '>') {
            char byte = bytes[place];
            char previous = bytes[place - 1];
            if ((byte == '"' || byte == '\'') && (previous == '=' || chtml_is_blank(previous))) {
                const char *close = memchr(bytes + place + 1, byte, count - place - 1);
                if (!close) break;
                place = (size_t)(close - bytes);
                attributes += 1;
            } else if (chtml_is_blank(previous) || previous == '/' || previous == '"' || previous == '\'') {
                attributes += 1;
            }
            place += 1;
            if (attributes > most) return tag;
        }
    }
    return count;
}

chtml_outcome chtml_parse(const char *bytes, size_t count, chtml_limits limits, chtml_handler handler, void *context) {
    pthread_once(&chtml_once, chtml_initialise);
    htmlParserCtxtPtr parser = htmlNewParserCtxt();
    if (!parser) return CHTML_FAILED;
    chtml_run run = {.parser = parser, .limits = limits, .handler = handler, .context = context};
    size_t bounded = chtml_bounded(bytes, count < INT_MAX ? count : INT_MAX, limits.attributes);

    /* Our own events only: no tree is built, and comments, instructions and the contents of scripts go nowhere. */
    memset(parser->sax, 0, sizeof *parser->sax);
    parser->sax->startElement = chtml_start;
    parser->sax->endElement = chtml_end;
    parser->sax->characters = chtml_text;
    parser->sax->ignorableWhitespace = chtml_text;
    parser->userData = &run;

    int options = HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER
        | HTML_PARSE_IGNORE_ENC;
    htmlDocPtr document = htmlCtxtReadMemory(parser, bytes, (int)bounded, NULL, "UTF-8", options);
    if (document) xmlFreeDoc(document);
    htmlFreeParserCtxt(parser);
    if (run.truncated || bounded < count) return CHTML_TRUNCATED;
    return run.flattened ? CHTML_FLATTENED : CHTML_COMPLETE;
}

bool chtml_closes(const char *open, const char *started) {
    pthread_once(&chtml_once, chtml_initialise);
    xmlNode node = {.type = XML_ELEMENT_NODE, .name = (const xmlChar *)started};
    return htmlAutoCloseTag(NULL, (const xmlChar *)open, &node) != 0;
}
