/* gmime-rate SECONDS < LIST: how fast GMime 3 reads the messages whose paths stand in LIST, one a line.

   For each message: parse it, read every header field's decoded value, the addresses, date and identifiers of the
   common ones, and decode every part. Files are in memory before the clock starts; one pass over all of them goes
   first, unmeasured. Prints the seconds of one pass and what was found, as JSON. */
#define _POSIX_C_SOURCE 200809L
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

typedef struct {
    char *bytes;
    size_t count;
} Mail;

typedef struct {
    size_t fields, addresses, parts, octets;
} Found;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static Mail load(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    fseek(file, 0, SEEK_END);
    Mail mail = {.count = (size_t)ftell(file)};
    rewind(file);
    mail.bytes = malloc(mail.count + 1);
    if (fread(mail.bytes, 1, mail.count, file) != mail.count) exit(1);
    fclose(file);
    return mail;
}

static void decode(GMimeObject *parent, GMimeObject *part, gpointer context) {
    (void)parent;
    Found *found = context;
    if (!GMIME_IS_PART(part)) return;
    GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(part));
    if (!content) return;
    GMimeStream *sink = g_mime_stream_null_new();
    ssize_t written = g_mime_data_wrapper_write_to_stream(content, sink);
    if (written > 0) found->octets += (size_t)written;
    found->parts += 1;
    g_object_unref(sink);
}

static void read_header(GMimeMessage *message, Found *found) {
    GMimeHeaderList *list = g_mime_object_get_header_list(GMIME_OBJECT(message));
    int count = g_mime_header_list_get_count(list);
    for (int index = 0; index < count; index++) {
        if (g_mime_header_get_value(g_mime_header_list_get_header_at(list, index))) found->fields += 1;
    }
    for (int type = 0; type <= GMIME_ADDRESS_TYPE_BCC; type++) {
        InternetAddressList *addresses = g_mime_message_get_addresses(message, (GMimeAddressType)type);
        if (addresses) found->addresses += (size_t)internet_address_list_length(addresses);
    }
    g_mime_message_get_subject(message);
    g_mime_message_get_date(message);
    g_mime_message_get_message_id(message);
}

static void read_mail(Mail mail, Found *found) {
    GByteArray bytes = {.data = (guint8 *)mail.bytes, .len = (guint)mail.count};
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(&bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message) {
        read_header(message, found);
        g_mime_message_foreach(message, decode, found);
        g_object_unref(message);
    }
    g_object_unref(parser);
    g_object_unref(stream);
}

static Found pass(const Mail *mails, size_t count) {
    Found found = {0};
    for (size_t index = 0; index < count; index++) read_mail(mails[index], &found);
    return found;
}

int main(int argc, char **argv) {
    double least = argc > 1 ? atof(argv[1]) : 1;
    size_t count = 0, octets = 0;
    Mail *mails = NULL;
    char path[4096];
    while (fgets(path, sizeof path, stdin)) {
        path[strcspn(path, "\n")] = 0;
        mails = realloc(mails, (count + 1) * sizeof *mails);
        mails[count] = load(path);
        octets += mails[count].count;
        count += 1;
    }
    g_mime_init();
    Found found = pass(mails, count);
    int passes = 0;
    double start = now();
    do {
        pass(mails, count);
        passes += 1;
    } while (now() - start < least);
    double seconds = (now() - start) / passes;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"seconds\": %.9f, \"messages\": %zu, \"octets\": %zu, \"peak\": %ld, \"fields\": %zu, \"parts\": %zu, \"decoded\": %zu}\n",
           seconds, count, octets, usage.ru_maxrss * 1024, found.fields, found.parts, found.octets);
    return 0;
}
