# sluiced_embed(target file namespace function): the file's bytes become part of the target, as what
# `std::string_view <namespace>::<function>()` returns (the declaration stands in a header of the target's own).
# Also run as a script (cmake -P) by the rule below.
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${INPUT}" bytes)
  # A raw literal of ours may be as long as the file; GCC and clang set no limit.
  file(WRITE "${OUTPUT}" "// Made from ${NAME} by cmake/embed.cmake.\n#include <string_view>\n\nnamespace ${NAMESPACE} {\n\n"
    "std::string_view ${FUNCTION}();\nstd::string_view ${FUNCTION}() {\n  return R\"embedded(${bytes})embedded\";\n}\n\n}  // namespace ${NAMESPACE}\n")
  return()
endif()

function(sluiced_embed target file namespace function)
  set(output ${PROJECT_BINARY_DIR}/generated/${target}_${function}.cc)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${PROJECT_SOURCE_DIR}/${file} -DOUTPUT=${output} -DNAME=${file} -DNAMESPACE=${namespace}
            -DFUNCTION=${function} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${PROJECT_SOURCE_DIR}/${file} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
