# sluiced_library(name LINK targets… [ONLY files…]): the static library of daemon/<name>/, or nothing where the folder has no
# sources yet. ONLY: of these files alone, named without their extension.
function(sluiced_library name)
  cmake_parse_arguments(arg "" "" "LINK;ONLY" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/daemon/${name}/*.cc)
  if(arg_ONLY)
    list(TRANSFORM arg_ONLY REPLACE "(.+)" "${PROJECT_SOURCE_DIR}/daemon/${name}/\\1.cc" OUTPUT_VARIABLE sources)
  endif()
  set(target sluiced_${name})
  if(sources)
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/daemon ${PROJECT_BINARY_DIR}/generated)
    target_link_libraries(${target} PUBLIC ${arg_LINK} PRIVATE sluiced_options)
    # One precompiled header for all, the one of base/.
    if(name STREQUAL "base")
      target_precompile_headers(${target} PRIVATE
        <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <optional> <span> <string> <string_view> <unordered_map>
        <utility> <variant> <vector> <fmt/format.h>)
    else()
      target_precompile_headers(${target} REUSE_FROM sluiced_base)
    endif()
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR}/daemon ${PROJECT_BINARY_DIR}/generated)
    target_link_libraries(${target} INTERFACE ${arg_LINK})
  endif()
endfunction()
