include(CMakeFindDependencyMacro)
find_dependency(signopt 0.2 CONFIG)
include(${CMAKE_CURRENT_LIST_DIR}/your_targets.cmake)
