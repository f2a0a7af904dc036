# What `cmake --install` brings: the program, its units, its user, and under share/ the shipped configuration to copy from (nothing
# is written to /etc) and the documentation. Also run as a part of the installation, for the units.
if(SLUICED_INSTALL_UNITS)
  # Here CMAKE_INSTALL_PREFIX is the one of `cmake --install --prefix`; file(INSTALL) puts DESTDIR before it.
  foreach(name bindir docdir unit_dir)
    if(NOT IS_ABSOLUTE "${${name}}")
      string(PREPEND ${name} "${CMAKE_INSTALL_PREFIX}/")
    endif()
  endforeach()
  foreach(unit sluiced.service sluiced@.service)
    file(READ "${source_dir}/systemd/${unit}" text)
    string(REPLACE "/usr/bin/sluiced " "${bindir}/sluiced " text "${text}")
    string(REPLACE "file:/usr/share/doc/sluiced/" "file:${docdir}/" text "${text}")
    file(WRITE "${binary_dir}/generated/${unit}" "${text}")
    file(INSTALL "${binary_dir}/generated/${unit}" DESTINATION "${unit_dir}")
  endforeach()
  return()
endif()

include(GNUInstallDirs)
# Not under CMAKE_INSTALL_LIBDIR, which may be lib64 or lib/<architecture>: systemd looks in lib alone.
set(SLUICED_UNIT_DIR lib/systemd/system CACHE STRING "Where the systemd units go; relative to the prefix, or absolute")
set(SLUICED_SYSUSERS_DIR lib/sysusers.d CACHE STRING "Where the sysusers file goes; relative to the prefix, or absolute")

install(TARGETS sluiced RUNTIME)
install(CODE "
  set(SLUICED_INSTALL_UNITS ON)
  set(source_dir \"${PROJECT_SOURCE_DIR}\")
  set(binary_dir \"${PROJECT_BINARY_DIR}\")
  set(bindir \"${CMAKE_INSTALL_BINDIR}\")
  set(docdir \"${CMAKE_INSTALL_DOCDIR}\")
  set(unit_dir \"${SLUICED_UNIT_DIR}\")
  include(\"${CMAKE_CURRENT_LIST_FILE}\")")
install(FILES systemd/sluiced.sysusers DESTINATION ${SLUICED_SYSUSERS_DIR} RENAME sluiced.conf)
install(DIRECTORY config/ DESTINATION ${CMAKE_INSTALL_DATADIR}/sluiced)
# As they lie in the repository, so that their links to each other hold.
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
