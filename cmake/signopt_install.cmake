# What `cmake --install` installs: the headers, a package for find_package, one for pkg-config, the licence. None of it
# depends on the machine, and all of it may be moved together to another place.
get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
list(REMOVE_ITEM languages NONE)
if(NOT languages AND NOT DEFINED CMAKE_INSTALL_LIBDIR)
  set(CMAKE_INSTALL_LIBDIR lib) # GNUInstallDirs cannot tell without a compiler, and here nobody asks
endif()
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(signopt_package_folder ${CMAKE_INSTALL_DATADIR}/cmake/signopt)
set(signopt_pc_folder ${CMAKE_INSTALL_DATADIR}/pkgconfig)
set(signopt_licence_folder ${CMAKE_INSTALL_DATADIR}/licenses/signopt)

install(DIRECTORY include/signopt DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT signopt
  FILES_MATCHING PATTERN "*.hpp" PATTERN "*.inl")
install(FILES LICENSE DESTINATION ${signopt_licence_folder} COMPONENT signopt)

# A parent that exports libraries which link signopt finds it in an export set.
install(TARGETS signopt EXPORT signopt INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT signopt NAMESPACE signopt:: FILE signopt-targets.cmake
  DESTINATION ${signopt_package_folder} COMPONENT signopt)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/signopt-config-version.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/signopt-config-version.cmake cmake/signopt-config.cmake
    cmake/signopt_eigen.cmake cmake/signopt_ascend.cmake cmake/signopt_version_check.cmake
  DESTINATION ${signopt_package_folder} COMPONENT signopt)

# Relative to where the file itself is found.
file(RELATIVE_PATH signopt_pc_to_prefix /prefix/${signopt_pc_folder} /prefix)
string(REGEX REPLACE "/$" "" signopt_pc_to_prefix "${signopt_pc_to_prefix}")
set(signopt_pc_prefix "\${pcfiledir}/${signopt_pc_to_prefix}")
set(signopt_pc_include "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
if(IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  set(signopt_pc_include ${CMAKE_INSTALL_INCLUDEDIR})
endif()
configure_file(cmake/signopt.pc.in signopt.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/signopt.pc DESTINATION ${signopt_pc_folder} COMPONENT signopt)

# Of what the last `cmake --install` wrote, the files of signopt, and its folders.
add_custom_target(signopt_uninstall VERBATIM
  COMMAND ${CMAKE_COMMAND} -DMANIFEST=${CMAKE_BINARY_DIR}/install_manifest.txt
    "-DFOLDERS=${CMAKE_INSTALL_INCLUDEDIR}/signopt;${signopt_package_folder};${signopt_licence_folder}"
    -DFILES=${signopt_pc_folder}/signopt.pc -P ${CMAKE_CURRENT_SOURCE_DIR}/cmake/uninstall.cmake)
if(PROJECT_IS_TOP_LEVEL)
  add_custom_target(uninstall DEPENDS signopt_uninstall)
endif()
