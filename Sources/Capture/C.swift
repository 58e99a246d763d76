import CLibBPF
func objectSize() -> Int { embeddedBPFObject.utf8CodeUnitCount }
