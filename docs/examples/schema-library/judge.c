/* judge_c SCHEMA: standard input, one document, against a schema; exit 0 where it is valid. */
#include <sluiced/schema_c.h>
#include <stdio.h>

static void print(void* context, const sluiced_violation* violation) {
  const char* place = violation->instance_location;
  fprintf(context, "byte %u: %s%s%s\n", violation->offset, place, *place == '\0' ? "" : ": ", violation->message);
}

int main(int argc, char** argv) {
  static char document[1 << 20];
  char fault[1000];
  if (argc != 2) return 64;
  sluiced_schema* schema = sluiced_schema_from_file(argv[1], fault, sizeof fault);
  if (schema == NULL) {
    fprintf(stderr, "%s\n", fault);
    return 78;
  }
  sluiced_validator* validator = sluiced_validator_new(schema);
  sluiced_schema_free(schema); /* the validator keeps what it needs */
  if (validator == NULL) return 70;

  const size_t length = fread(document, 1, sizeof document, stdin);
  const sluiced_verdict verdict = sluiced_judge(validator, document, length);
  if (verdict != SLUICED_VALID) sluiced_explain(validator, document, length, 5, print, stdout);
  printf("%s\n", sluiced_verdict_name(verdict));
  sluiced_validator_free(validator);
  return verdict == SLUICED_VALID ? 0 : 1;
}
