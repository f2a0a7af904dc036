/* JSON Schema for C, and for whatever calls C: what <sluiced/schema.h> does, over opaque handles. Nothing is thrown across it; where memory
   is short a handle is NULL and a verdict is SLUICED_NO_MEMORY. */
#ifndef SLUICED_SCHEMA_C_H
#define SLUICED_SCHEMA_C_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Immutable; any number of threads may use one. */
typedef struct sluiced_schema sluiced_schema;
/* For one thread. It keeps the schema that it was made of, which may be freed before it. */
typedef struct sluiced_validator sluiced_validator;

typedef enum sluiced_verdict {
  SLUICED_VALID,
  SLUICED_SCHEMA_VIOLATION,
  SLUICED_EMPTY,
  SLUICED_NOT_UTF8,
  SLUICED_NOT_JSON,
  SLUICED_DUPLICATE_KEY,
  SLUICED_LIMIT,
  SLUICED_NO_MEMORY
} sluiced_verdict;

/* One reason. Texts end with a zero byte, are never NULL, and last until the callback returns. Of what is no JSON there is one, with
   its offset and no locations. */
typedef struct sluiced_violation {
  const char* instance_location; /* JSON Pointer into the document */
  const char* keyword_location;  /* JSON Pointer: the way through the schema */
  const char* message;           /* one sentence */
  uint32_t offset;               /* in bytes, into the document */
} sluiced_violation;

typedef void sluiced_report(void* context, const sluiced_violation* violation);

/* From a text of so many bytes. base_uri: what it is known by and its references count from, or NULL. NULL where it is no schema: then
   fault holds "file:line:column: message", cut to fault_size; fault may be NULL where fault_size is 0. */
sluiced_schema* sluiced_schema_from_text(const char* text, size_t length, const char* base_uri, char* fault, size_t fault_size);
sluiced_schema* sluiced_schema_from_file(const char* file, char* fault, size_t fault_size);
void sluiced_schema_free(sluiced_schema* schema); /* NULL is nothing to do, here and below */

sluiced_validator* sluiced_validator_new(const sluiced_schema* schema);
void sluiced_validator_free(sluiced_validator* validator);

sluiced_verdict sluiced_judge(sluiced_validator* validator, const char* document, size_t length);
/* The same verdict; report is called for each reason, at most violations_max times. */
sluiced_verdict sluiced_explain(sluiced_validator* validator, const char* document, size_t length, size_t violations_max,
                                sluiced_report* report, void* context);
/* "valid", "schema_violation", … */
const char* sluiced_verdict_name(sluiced_verdict verdict);

#ifdef __cplusplus
}
#endif

#endif
