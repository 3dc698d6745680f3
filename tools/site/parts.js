// Fetches the parts of the browser module. The module calls `__wasm_split_load_PART` with the address of a function that
// hears how it went; one line for each part is added below when the site is built.
import { initSync } from "./rolecall.js";

const loading = {};

function part(files) {
  return async (callback, data) => {
    // The main module is running: this only hands out what it exports, which is what a part imports.
    const main = initSync();
    const fetched = async (file) => {
      try {
        loading[file] ??= WebAssembly.instantiateStreaming(fetch(new URL(file, import.meta.url)), { __wasm_split: main, main });
        await loading[file];
        return true;
      } catch (error) {
        // Asked for again, it is fetched again.
        delete loading[file];
        console.error(error);
        return false;
      }
    };
    const here = await Promise.all(files.map(fetched));
    main.__indirect_function_table.get(callback)(data, here.every(Boolean));
  };
}
