pub fn quill() {}
