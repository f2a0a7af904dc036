# Warnings are errors; hardening as in OpenSSF's "Compiler Options Hardening Guide for C and C++".
add_library(sluiced_options INTERFACE)
target_compile_options(sluiced_options INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wformat=2 -Wconversion -Wsign-conversion -Wimplicit-fallthrough -Wshadow
  -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wnull-dereference
  -fno-omit-frame-pointer -fstack-protector-strong
  # Some of the libraries ask for it; all the same, so that one precompiled header serves every target.
  -pthread)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Both find faults in inlined standard-library code that is not there (GCC 12).
  target_compile_options(sluiced_options INTERFACE -Wno-null-dereference -Wno-restrict -fstack-clash-protection)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    target_compile_options(sluiced_options INTERFACE -fcf-protection=full)
  endif()
endif()
target_compile_definitions(sluiced_options INTERFACE _GLIBCXX_ASSERTIONS)

if(SLUICED_SANITIZE)
  # Not with the two below that define what is undefined: the sanitizer then has nothing left to see (tests/canary).
  target_compile_options(sluiced_options INTERFACE -fsanitize=${SLUICED_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(sluiced_options INTERFACE -fsanitize=${SLUICED_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(sluiced_options INTERFACE -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/cmake/sanitizer-ignore.txt)
  endif()
else()
  target_compile_options(sluiced_options INTERFACE -fno-delete-null-pointer-checks -fno-strict-overflow
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=3>)
endif()

if(SLUICED_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "SLUICED_FUZZ needs clang, which has libFuzzer")
  endif()
  # What libFuzzer steers by: everything of ours tells where it went.
  target_compile_options(sluiced_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# For the walk over documents that are read already (schema.cc): GCC 12 at -O2 keeps a register for frames that nobody walks there,
# and packs pairs of fields into vectors to store them, which takes longer. Together worth 5 % (a tree) to 14 % (an index) of a
# verdict; the other files of the engine gain nothing by it.
function(sluiced_hot_path)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT SLUICED_SANITIZE)
    set_source_files_properties(${ARGN} PROPERTIES
      COMPILE_OPTIONS "$<$<NOT:$<CONFIG:Debug>>:-O3;-fno-tree-vectorize;-fomit-frame-pointer>")
  endif()
endfunction()

set(CMAKE_POSITION_INDEPENDENT_CODE ON)

function(sluiced_hardened target)
  target_compile_options(${target} PRIVATE -fPIE)
  target_link_options(${target} PRIVATE -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,nodlopen -Wl,--as-needed)
endfunction()

find_program(SLUICED_CCACHE ccache)
if(SLUICED_CCACHE)
  # The sloppiness is what ccache needs to cache units that use a precompiled header; base folder and hash_dir let a clone in
  # another place profit from this one.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${SLUICED_CCACHE})
endif()
