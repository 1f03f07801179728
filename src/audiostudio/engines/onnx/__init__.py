"""Running networks on ONNX Runtime: building graphs, opening sessions."""
