"""Conan 2's recipe, for the source tree that it lies in: `conan create packaging/conan --build=missing`."""

import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load


class Signopt(ConanFile):
    name = "signopt"
    description = "Fused, sign-based optimizer steps for training code, over Eigen arrays or pointers"
    license = "Apache-2.0"
    topics = ("optimizer", "training", "simd", "eigen", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"with_eigen": [True, False]}
    default_options = {"with_eigen": True}

    @property
    def _tree(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def set_version(self):
        config = load(self, os.path.join(self._tree, "include", "signopt", "detail", "base", "config.hpp"))
        self.version = ".".join(
            re.search(rf"^#define SIGNOPT_VERSION_{part} (\d+)$", config, re.MULTILINE).group(1)
            for part in ("MAJOR", "MINOR", "PATCH")
        )

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*"):
            copy(self, pattern, self._tree, self.export_sources_folder)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        if self.options.with_eigen:
            self.requires("eigen/[>=3.4 <6]", transitive_headers=True)

    def validate(self):
        if self.settings.get_safe("compiler.cppstd"):
            check_min_cppstd(self, 17)

    def package_id(self):
        self.info.clear()  # the headers are the same for all

    def generate(self):
        toolchain = CMakeToolchain(self)
        for name in ("TESTS", "EXAMPLES"):
            toolchain.cache_variables[f"SIGNOPT_BUILD_{name}"] = False
        toolchain.generate()

    def build(self):
        CMake(self).configure()

    def package(self):
        CMake(self).install()

    def package_info(self):
        # The package that signopt installs of itself, with its component `ascend`, and not one that Conan makes up.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("share", "cmake", "signopt")]
        self.cpp_info.set_property("pkg_config_name", "signopt")
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
