# The schema engine for other programs (docs/schema-library.md): one archive of the objects that the daemon is linked from, the
# public headers, and what find_package(sluiced) reads. Beside the daemon a target and a component of their own, of which neither
# `all` nor the daemon's installation has anything:
#   cmake --build BUILD --target schema_library && cmake --install BUILD --component library --prefix PREFIX
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(aside EXCLUDE_FROM_ALL)
if(NOT SLUICED_DAEMON)
  set(aside "")
endif()

list(JOIN SLUICED_BASE_OF_LIBRARY "|" of_base)
add_library(schema_library STATIC ${aside} $<TARGET_OBJECTS:sluiced_schema> $<TARGET_OBJECTS:sluiced_json>
  "$<FILTER:$<TARGET_OBJECTS:sluiced_base>,INCLUDE,/(${of_base})[.]cc[.]o$>")
set_target_properties(schema_library PROPERTIES EXPORT_NAME schema OUTPUT_NAME sluiced-schema LINKER_LANGUAGE CXX)
target_compile_features(schema_library INTERFACE cxx_std_17)
# By the names that sluicedConfig.cmake finds them under.
target_link_libraries(schema_library PRIVATE fmt::fmt OpenSSL::Crypto PkgConfig::simdjson PkgConfig::re2 PkgConfig::pcre2
  PkgConfig::idn2 unistring)

set(SLUICED_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/sluiced)
install(TARGETS schema_library EXPORT sluiced ARCHIVE COMPONENT library ${aside}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY include/sluiced DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library ${aside})
install(EXPORT sluiced FILE sluicedTargets.cmake NAMESPACE sluiced:: DESTINATION ${SLUICED_CMAKE_DIR} COMPONENT library ${aside})
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/generated/sluicedConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES cmake/sluicedConfig.cmake ${PROJECT_BINARY_DIR}/generated/sluicedConfigVersion.cmake
  DESTINATION ${SLUICED_CMAKE_DIR} COMPONENT library ${aside})
