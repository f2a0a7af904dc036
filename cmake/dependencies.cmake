# All from the distribution; scripts/packages.txt is the one list of what to install.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(fmt REQUIRED)
find_package(PkgConfig REQUIRED)

pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
add_library(re2::re2 ALIAS PkgConfig::re2)

pkg_check_modules(pcre2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(idn2 REQUIRED IMPORTED_TARGET libidn2)

# What libidn2 itself stands on; it comes without pkg-config's file.
find_path(UNISTRING_INCLUDE unictype.h REQUIRED)
find_library(UNISTRING_LIBRARY unistring REQUIRED)

pkg_check_modules(simdjson REQUIRED IMPORTED_TARGET simdjson)

find_path(RAPIDJSON_INCLUDE rapidjson/writer.h REQUIRED)
add_library(RapidJSON INTERFACE)
target_include_directories(RapidJSON SYSTEM INTERFACE ${RAPIDJSON_INCLUDE})

# What follows is the daemon's.
if(NOT SLUICED_DAEMON)
  return()
endif()
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)

# The core alone; the package's own CMake files ask for its web server and curl as well.
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)

# With the definitions it was compiled with: they change the layout of its classes.
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)

add_library(RdKafka::rdkafka INTERFACE IMPORTED)
if(SLUICED_LIBRDKAFKA)
  target_include_directories(RdKafka::rdkafka SYSTEM INTERFACE ${SLUICED_LIBRDKAFKA}/include)
  target_link_libraries(RdKafka::rdkafka INTERFACE ${SLUICED_LIBRDKAFKA}/lib/librdkafka.a m dl rt Threads::Threads)
else()
  pkg_check_modules(rdkafka REQUIRED IMPORTED_TARGET rdkafka)
  target_link_libraries(RdKafka::rdkafka INTERFACE PkgConfig::rdkafka)
endif()
