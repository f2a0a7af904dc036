// judge SCHEMA: each line of standard input against a schema; exit 0 where all are valid.
#include <sluiced/schema.h>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: judge SCHEMA\n";
    return 64;
  }
  const sluiced::Compiled schema = sluiced::Schema::from_file(argv[1]);
  if (!schema) {
    std::cerr << to_string(schema.fault()) << '\n';
    return 78;
  }
  for (const sluiced::SchemaFault& warning : schema->warnings()) std::cerr << "warning: " << to_string(warning) << '\n';

  sluiced::Validator validator(*schema);
  int failed = 0;
  int number = 0;
  for (std::string line; std::getline(std::cin, line);) {
    ++number;
    if (validator.valid(line)) continue;
    ++failed;
    const sluiced::Explanation why = validator.explain(line);
    if (why.violations.empty())
      std::cout << number << ':' << why.byte_offset.value_or(0) + 1 << ": " << to_string(why.verdict) << ": " << why.message
                << '\n';
    for (const sluiced::Violation& violation : why.violations)
      std::cout << number << ':' << violation.offset + 1 << ": " << violation.instance_location << ": " << violation.message
                << "\n    rule " << violation.rule.file << ':' << violation.rule.line << "  " << violation.keyword_location
                << '\n';
  }
  std::cout << number << " documents: " << number - failed << " valid, " << failed << " not\n";
  return failed == 0 ? 0 : 1;
}
