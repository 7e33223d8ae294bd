# Links signopt with Eigen: the one that a parent names or has, before it adds signopt or after; otherwise the one that
# is installed. What is installed of signopt has nothing of this: its package looks for Eigen again.

function(signopt_report_eigen_problem problem)
  message(STATUS "signopt: ${problem}: without it, <signopt/pointer.hpp>, <signopt/multi_tensor.hpp>, "
    "<signopt/optimizer.hpp>, <signopt/all_finite.hpp>, <signopt/sign_decay.hpp>, <signopt/dlpack.hpp> and "
    "<signopt/openmp.hpp> can be used, "
    "with what they include")
endfunction()

# Runs at the end of this folder and of each folder above, the nearest first, until one has the target. A target that is
# imported there is seen from there only.
function(signopt_take_late_eigen)
  get_target_property(awaited signopt signopt_awaited_eigen)
  get_target_property(problem signopt signopt_eigen_problem)
  get_directory_property(parent PARENT_DIRECTORY)
  if(TARGET ${awaited})
    set_property(TARGET signopt PROPERTY INTERFACE_LINK_LIBRARIES "")
    target_link_libraries(signopt INTERFACE $<BUILD_INTERFACE:${awaited}>)
  elseif(parent)
    cmake_language(DEFER DIRECTORY "${parent}" CALL signopt_take_late_eigen)
  elseif(problem)
    signopt_report_eigen_problem("${problem}")
  endif()
endfunction()

set(signopt_awaited_eigen "")
if(SIGNOPT_EIGEN_TARGET)
  set(signopt_awaited_eigen ${SIGNOPT_EIGEN_TARGET})
elseif(NOT PROJECT_IS_TOP_LEVEL AND NOT TARGET Eigen3::Eigen AND NOT signopt_builds_programs)
  set(signopt_awaited_eigen Eigen3::Eigen)
endif()

if(signopt_awaited_eigen STREQUAL Eigen3::Eigen)
  add_subdirectory(cmake/eigen)
  set(signopt_eigen "$<IF:$<TARGET_EXISTS:Eigen3::Eigen>,Eigen3::Eigen,signopt_found_eigen>")
else()
  include(${CMAKE_CURRENT_LIST_DIR}/signopt_eigen.cmake)
  if(signopt_eigen_problem)
    signopt_report_eigen_problem("${signopt_eigen_problem}")
  endif()
endif()
target_link_libraries(signopt INTERFACE $<BUILD_INTERFACE:${signopt_eigen}>)

if(signopt_awaited_eigen)
  set_target_properties(signopt PROPERTIES
    signopt_awaited_eigen ${signopt_awaited_eigen} signopt_eigen_problem "${signopt_eigen_problem}")
  cmake_language(DEFER CALL signopt_take_late_eigen)
endif()
