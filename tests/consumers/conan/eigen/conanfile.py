"""Stands for Conan's own recipe of Eigen where that cannot be fetched: it packs the Eigen of this machine."""

import os

from conan import ConanFile
from conan.tools.files import copy


class Eigen(ConanFile):
    name = "eigen"
    version = "3.4.0"
    package_type = "header-library"
    options = {"headers": ["ANY"]}

    def package(self):
        copy(self, "*", str(self.options.headers), os.path.join(self.package_folder, "include", "eigen3"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "Eigen3")
        self.cpp_info.set_property("cmake_target_name", "Eigen3::Eigen")
        self.cpp_info.includedirs = [os.path.join("include", "eigen3")]
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
